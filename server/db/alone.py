"""One running core for each plant: an advisory lock of its database, held by a connection of its own."""

import contextlib

import psycopg.errors
import sqlalchemy
import sqlalchemy.exc
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from server.db.errors import AnotherCore, DatabaseError
from server.db.store import translated

LOCK = 7_203_116
PREDECESSOR_S = 5.0
"""How long one that has just ended may take to be gone for the database."""
_GONE_SOON = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""Lets the database notice within half a minute that the machine of a core is no more."""


class Alone:
    """The right to be the one running core of a plant; it ends with the process, however that ends."""

    def __init__(self, url: str) -> None:
        """Prepare; nothing is opened yet.

        Args:
            url: Database URL of the service.
        """
        self._engine = sqlalchemy.create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": 5, "options": _GONE_SOON},
        )
        self._connection: Connection | None = None

    def take(self) -> None:
        """Take it.

        Raises:
            AnotherCore: A running core has it.
            DatabaseError: The database cannot be used.
        """
        with translated():
            connection = self._engine.connect()
        try:
            _lock(connection)
        except DatabaseError:
            connection.close()
            raise
        self._connection = connection

    def keep(self) -> None:
        """Take it again where the database has let go of it, as by its restart; raises like `take`."""
        if self._connection is not None:
            with contextlib.suppress(DatabaseError), translated():
                self._connection.execute(sqlalchemy.text("SELECT 1"))
                return
        self.close()
        self.take()

    def close(self) -> None:
        """Let go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlalchemy.exc.SQLAlchemyError):
                connection.close()


def _lock(connection: Connection) -> None:
    with translated():
        connection.execute(sqlalchemy.text(f"SET lock_timeout = {int(PREDECESSOR_S * 1000)}"))
        try:
            connection.execute(sqlalchemy.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        except sqlalchemy.exc.OperationalError as error:
            if isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise AnotherCore("database.another_core") from error
            raise
