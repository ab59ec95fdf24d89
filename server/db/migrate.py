"""Bring a database to the schema of this version: run as the owner of the tables, never as the service."""

from hashlib import sha256
from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

from server.db.errors import SchemaDiffers
from server.db.store import translated
from server.db.tables import METADATA

SERVICE_ROLE = "countersign_service"
"""The role of the running service: it reads and inserts, and changes nothing that is evidence."""

_HERE = Path(__file__).parent
_MIGRATION_LOCK = 7_203_115


def upgrade(owner_url: str) -> None:
    """Upgrade to the newest schema; two that try at once come one after the other.

    Args:
        owner_url: Database URL of the owner, who may also create the service's role where it is missing.

    Raises:
        DatabaseError: It cannot be reached or refuses.
    """
    engine = sqlalchemy.create_engine(owner_url)
    with translated(), engine.begin() as connection:
        connection.execute(sqlalchemy.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(_config(connection), "head")
        if before != MigrationContext.configure(connection).get_current_revision():
            # A comment takes no parameters; the fingerprint is hexadecimal digits.
            connection.execute(sqlalchemy.text(f"COMMENT ON TABLE alembic_version IS '{_fingerprint()}'"))
    engine.dispose()


def check_schema(url: str) -> None:
    """Make sure that a database was made by the scripts of this program.

    What was made without a fingerprint, or restored without its comments, is compared table by table, and slowly.

    Args:
        url: Database URL of anybody who may read, the service too.

    Raises:
        SchemaDiffers: Its tables are those of another version.
        DatabaseError: It cannot be reached or refuses.
    """
    engine = sqlalchemy.create_engine(url)
    with translated(), engine.connect() as connection:
        stated = connection.execute(
            sqlalchemy.text("SELECT obj_description(to_regclass('alembic_version'), 'pg_class')")
        ).scalar()
    engine.dispose()
    if stated != _fingerprint() and (stated is not None or differences(url)):
        raise SchemaDiffers("database.schema_differs")


def schema_version(url: str) -> tuple[str | None, str | None]:
    """Give the version that the database has and the one that this program wants."""
    engine = sqlalchemy.create_engine(url)
    with translated(), engine.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return have, ScriptDirectory.from_config(_config()).get_current_head()


def differences(url: str) -> list[str]:
    """List where the tables of a database differ from those of this program."""
    engine = sqlalchemy.create_engine(url)
    with translated(), engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = [str(difference) for difference in compare_metadata(context, METADATA)]
    engine.dispose()
    return found


def as_service(owner_url: str) -> str:
    """Give the URL by which the service connects where no password is asked (a private socket)."""
    return make_url(owner_url).set(username=SERVICE_ROLE).render_as_string(hide_password=False)


def _fingerprint() -> str:
    """Hash the scripts that make the tables."""
    scripts = sorted((_HERE / "migrations" / "versions").rglob("*.sql"))
    return sha256(b"\0".join(script.read_bytes() for script in scripts)).hexdigest()


def _config(connection: sqlalchemy.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE / "migrations"))
    config.attributes["connection"] = connection
    return config
