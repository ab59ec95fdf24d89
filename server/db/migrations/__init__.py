"""Alembic migrations; each is frozen once it has been released."""
