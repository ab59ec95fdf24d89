"""The ground: tables, guards, ledger, trace, and the rights of the service."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent / "v0001"


def upgrade() -> None:
    # The scripts hold functions whose text must reach the server as it is, without the driver reading placeholders.
    driver = op.get_bind().connection.driver_connection
    for name in ("tables", "guards", "ledger", "trace", "rights"):
        driver.execute((_SQL / f"{name}.sql").read_text("utf-8"))
