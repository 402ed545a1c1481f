"""Thin Prefect flows and the command line over the packages that do the work."""
