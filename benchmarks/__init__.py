"""The measured comparisons: each figure beside its peer or floor of the same run, with the goal and whether it is met."""
