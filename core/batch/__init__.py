"""A batch in execution: its entries, its state as the fold of acts, the judge and the guide."""
