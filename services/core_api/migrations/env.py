"""How Alembic runs our migrations: on the connection it is given, in its transaction."""

from alembic import context

from services.core_api.schema import METADATA

connection = context.config.attributes["connection"]
if connection is None:
    raise RuntimeError("run the migrations with: python3 -m services.core_api.migrate")
context.configure(connection=connection, target_metadata=METADATA, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
