"""Runs the migrations on the connection that `curation.database.migrate` holds, inside its transaction."""

from alembic import context

from curation.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
