"""The master batch record: model, text, formulas, check."""
