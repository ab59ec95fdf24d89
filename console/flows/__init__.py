"""Flows: one per task, plain Python, no Textual; a screen shows a flow's View and calls one method per user action."""
