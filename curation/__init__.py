"""Publications: found, fetched, extracted, reviewed, kept in the catalog and exported."""
