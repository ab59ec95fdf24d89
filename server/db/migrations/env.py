"""Alembic's environment: the caller brings the connection and its transaction."""

from alembic import context

from server.db.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
