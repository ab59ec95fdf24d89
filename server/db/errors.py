"""What the database can answer instead of doing it, in the service's own words."""

from core.errors import CountersignError


class DatabaseError(CountersignError):
    """The database did not do what was asked; nothing of the transaction was kept."""

    code = "DB-000"


class DatabaseAway(DatabaseError):
    """It cannot be reached, is full or is restarting: the same may succeed later."""

    code = "DB-001"


class DatabaseRefused(DatabaseError):
    """A constraint, a right or a guard refused the statement: trying again changes nothing."""

    code = "DB-002"


class StockShort(DatabaseRefused):
    """A container holds less than is to be moved."""

    code = "DB-003"


class SchemaDiffers(DatabaseRefused):
    """The tables are those of another version of the program: trying again changes nothing."""

    code = "DB-004"


class AnotherCore(DatabaseRefused):
    """A core of this plant is running already."""

    code = "DB-005"
