"""The term base: what a word of the field is called in French, and what it must not be called."""
