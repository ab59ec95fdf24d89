"""Decisions and questions: what a kiosk asks by request and the core answers, signed."""

from server.decisions.desk import Decisions

__all__ = ["Decisions"]
