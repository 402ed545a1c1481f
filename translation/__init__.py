"""From a document of blocks to French translation units: segments, memory, engine, terms, checks."""
