"""The words of SQLAlchemy that the rest of the service builds its statements from."""

from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Executable, and_, cast, false, func, literal, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY, array, insert

__all__ = [
    "Condition",
    "Executable",
    "and_",
    "array",
    "begins_word",
    "false",
    "func",
    "insert",
    "literal",
    "or_",
    "select",
    "text",
    "tuple_",
]

Condition: TypeAlias = ColumnElement[bool]
"""What a row must meet."""


def begins_word(words: Column[Any], beginning: str) -> Condition:
    """Ask for rows of which one of the words begins so.

    Args:
        words: A column of `tsvector`.
        beginning: Letters, digits, Chinese and `-._/:` alone, so that nothing in it needs escaping.
    """
    return words.bool_op("@@")(cast(f"'{beginning}':*", TSQUERY))
