"""The measured comparisons: each figure beside its peer or floor of the same run, with its goal."""
