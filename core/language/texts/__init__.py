"""One module an area; each holds `TEXTS`, a mapping from key to (English, Chinese)."""
