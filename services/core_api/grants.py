"""What the application's role may do with each table; one that is not listed is out of reach."""

from sqlalchemy import Connection, text

TABLE_RIGHTS = {
    "agent_registry": ("SELECT", "INSERT", "UPDATE"),
    # The record of commands is added to and completed; nobody but the owner can take away from it.
    "agent_command": ("SELECT", "INSERT", "UPDATE"),
    "alembic_version": ("SELECT",),
}


def ensure_grants(connection: Connection, app_role: str) -> None:
    """Give the role exactly these rights and no others."""
    quote = connection.dialect.identifier_preparer.quote
    role = quote(app_role)
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))
    connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"))
    for table, rights in TABLE_RIGHTS.items():
        connection.execute(text(f"GRANT {', '.join(rights)} ON {quote(table)} TO {role}"))
