"""The pages where people review drafts: rendered here, usable without JavaScript, with nothing from elsewhere."""
