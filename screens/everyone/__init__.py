"""Screens that everyone meets."""
