"""Screens that exist in the demo only."""
