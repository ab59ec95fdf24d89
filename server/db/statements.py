"""The words of SQLAlchemy that the rest of the service builds its statements from."""

from sqlalchemy import and_, false, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import array, insert

__all__ = ["and_", "array", "false", "func", "insert", "literal", "or_", "select", "text"]
