"""The unit of work: one connection, one transaction, errors in the service's own words."""

import contextlib
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import psycopg
import psycopg.errors
import sqlalchemy
import sqlalchemy.exc
from psycopg import sql
from sqlalchemy import Connection, Executable, NestedTransaction, Row, Table, UpdateBase

from server.db.errors import DatabaseAway, DatabaseError, DatabaseRefused, StockShort

_AWAY = (
    psycopg.errors.OperationalError,
    psycopg.errors.InterfaceError,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
)


class _Point:
    """A savepoint that is set when the first statement after it is executed."""

    transaction: NestedTransaction | None = None


class Spoilt(Exception):
    """Something failed behind a savepoint that was only hoped to be unnecessary; do all of it again, without hope."""


class Unit:
    """One transaction; statements are built from `server.db.tables` and `server.db.statements`.

    Attributes:
        touched: Names of the tables that were written, until somebody clears it.
        hopeful: True while savepoints are left out, as nearly always nothing fails behind them.
    """

    def __init__(self, connection: Connection, *, hopeful: bool = False) -> None:
        self.touched: set[str] = set()
        self.hopeful = hopeful
        self._executed = 0
        self._connection = connection
        self._points: list[_Point] = []

    def do(self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> int:
        """Execute a statement and tell how many rows it touched; a list of values is sent as one batch."""
        if values is not None and not values:
            return 0
        if isinstance(statement, UpdateBase):
            self.touched.add(str(statement.entity_description["table"].name))
        with translated():
            return self._ready().execute(statement, values).rowcount

    def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Give all rows."""
        with translated():
            return self._ready().execute(statement, values).all()

    def first(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """Give the first row, or None."""
        with translated():
            return self._ready().execute(statement, values).first()

    def value(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """Give the first column of the first row, or None."""
        row = self.first(statement, values)
        return None if row is None else row[0]

    def told(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Give all rows of a written statement as plain tuples, where building it costs as much as its answer.

        Args:
            statement: SQL in the driver's words, a constant (`%s` for each value), which the driver prepares by itself;
                one that writes a table of the plant is none for this, as nobody notes that it was touched.
            values: What stands for each `%s`, in order.
        """
        driver: Any = self._ready().connection.driver_connection
        with translated():
            cursor = driver.execute(statement, values)
            return [] if cursor.description is None else cursor.fetchall()

    def copy_in(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append rows in the quickest way there is; nothing may be there already.

        Args:
            table: Where; what its columns do to values in Python (JSON, defaults) is not done here.
            rows: Values by column, in any order; all rows have the columns of the first.
        """
        if not rows:
            return
        self.touched.add(table.name)
        names = tuple(rows[0])
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
        driver: Any = self._ready().connection.driver_connection
        with translated(), driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])

    @contextlib.contextmanager
    def savepoint(self) -> Generator[None]:
        """Keep what was done before, whatever happens inside; an error inside undoes the inside and goes on up.

        Where nothing is executed inside, the database hears nothing of it.

        Raises:
            Spoilt: The transaction is a hopeful one, and something inside failed after a statement.
        """
        if self.hopeful:
            yield from self._unsaved()
            return
        point = _Point()
        self._points.append(point)
        try:
            yield
        except BaseException:  # an interruption undoes the savepoint too
            self._points.pop()
            if point.transaction is not None:
                with translated():
                    point.transaction.rollback()
            raise
        self._points.pop()
        if point.transaction is not None:
            with translated():
                point.transaction.commit()

    def _unsaved(self) -> Generator[None]:
        before = self._executed
        try:
            yield
        except DatabaseAway:
            raise
        except Exception as error:
            if self._executed == before:
                raise
            raise Spoilt from error

    def _ready(self) -> Connection:
        self._executed += 1
        for point in self._points:
            if point.transaction is None:
                point.transaction = self._connection.begin_nested()
        return self._connection


class Store:
    """The database as one role sees it; connections are pooled and may be used from several threads."""

    def __init__(self, url: str, *, connections: int = 8) -> None:
        """Prepare the pool; nothing is opened yet.

        Args:
            url: `postgresql+psycopg://...`.
            connections: Most connections at a time.
        """
        self._engine = sqlalchemy.create_engine(
            url, pool_size=connections, max_overflow=0, pool_pre_ping=True, connect_args={"connect_timeout": 5}
        )

    @contextlib.contextmanager
    def unit(self, *, hopeful: bool = False) -> Generator[Unit]:
        """Open a transaction; it is committed at the end and rolled back by any error.

        Args:
            hopeful: Set no savepoints; who asks for that begins anew on `Spoilt`.

        Raises:
            DatabaseAway: The same may succeed later.
            DatabaseRefused: It will not.
        """
        with translated():
            connection = self._engine.connect()
        try:
            with translated():
                transaction = connection.begin()
            try:
                yield Unit(connection, hopeful=hopeful)
            except BaseException:  # an interruption undoes the transaction too
                with contextlib.suppress(sqlalchemy.exc.SQLAlchemyError):
                    transaction.rollback()
                raise
            with translated():
                transaction.commit()
        finally:
            connection.close()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextlib.contextmanager
def translated() -> Generator[None]:
    """Turn the libraries' errors into the service's."""
    try:
        yield
    except psycopg.Error as error:
        raise _own(error) from error
    except sqlalchemy.exc.DBAPIError as error:
        raise _own(error.orig, away=error.connection_invalidated) from error
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise DatabaseAway("database.away", detail=str(error)[:200]) from error


def _own(error: BaseException | None, *, away: bool = False) -> DatabaseError:
    detail = str(error).split("\n", maxsplit=1)[0][:200]
    if isinstance(error, psycopg.errors.CheckViolation) and "stock is short" in detail:
        return StockShort("database.stock_short")
    if away or isinstance(error, _AWAY):
        return DatabaseAway("database.away", detail=detail)
    return DatabaseRefused("database.refused", detail=detail)
