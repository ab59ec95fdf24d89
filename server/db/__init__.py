"""PostgreSQL: tables, migrations, unit of work; the one room that knows SQLAlchemy, psycopg and Alembic."""
