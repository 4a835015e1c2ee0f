"""What the application's role may do with each table; one that is not listed is out of reach."""

from sqlalchemy import Connection, text

from services.core_api.schema import TABLE_RIGHTS


def ensure_grants(connection: Connection, app_role: str) -> None:
    """Give the role exactly these rights and no others."""
    quote = connection.dialect.identifier_preparer.quote
    role = quote(app_role)
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))
    connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"))
    for table, rights in TABLE_RIGHTS.items():
        connection.execute(text(f"GRANT {', '.join(rights)} ON {quote(table)} TO {role}"))
