"""What every table shares: one metadata with stable names, and short names for common columns."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Text

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key(name: str) -> Column[Any]:
    """Make a text column of a primary key."""
    return Column(name, Text, primary_key=True)


def words(name: str, *, optional: bool = False) -> Column[Any]:
    """Make a text column."""
    return Column(name, Text, nullable=optional)


def count(name: str, *, optional: bool = False) -> Column[Any]:
    """Make a column for a sequence or size."""
    return Column(name, BigInteger, nullable=optional)


def instant(name: str, *, optional: bool = False) -> Column[Any]:
    """Make a column for an aware instant."""
    return Column(name, DateTime(timezone=True), nullable=optional)
