"""Every screen with invented data, for developers and tests: `python -m screens.gallery weigh --lang zh`."""
