"""What a platform under test has kept: every row, and every write that Redis heard of."""

import io
import tarfile

from docker.models.containers import Container
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
    """Return the files of a Redis server as text."""
    return read_data_files(service.container).decode("utf-8", "replace")


def read_data_files(redis: Container) -> bytes:
    """Return a Redis server's files: the append-only one has every write, undone or not."""
    stream, _ = redis.get_archive("/data")
    with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
        files = [archive.extractfile(member) for member in archive.getmembers()]
        return b"\n".join(file.read() for file in files if file is not None)
