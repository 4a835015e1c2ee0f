"""What a platform under test has kept: every row, and every write that Redis heard of."""

import io
import tarfile

from psycopg import sql

from tests.support.containers import RunningService
from tests.support.platform_stack import Stack


def dump_rows(stack: Stack) -> set[str]:
    """Return every row of every table, as the owner, past the row level policies."""
    found: set[str] = set()
    with stack.connect("owner") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        ).fetchall()
        for (table,) in tables:
            query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t").format(sql.Identifier(table))
            rows = connection.execute(query).fetchall()
            found |= {f"{table} {row}" for (row,) in rows}
    return found


def dump_writes(service: RunningService) -> str:
    """Return the files of a Redis server: the append-only one has every write, undone or not."""
    stream, _ = service.container.get_archive("/data")
    found = []
    with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            found.append(content.read().decode("utf-8", "replace") if content else "")
    return "\n".join(found)
