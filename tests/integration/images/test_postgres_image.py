"""The database image: makes its cluster hardened, keeps roles apart, repairs, rotates passwords."""

import io
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import docker
import pytest
from docker.models.containers import Container

from images.lock import ImageLock
from tests.support.hardened import (
    execute,
    finished,
    hardened,
    loaded_image,
    unique_name,
    wait_until,
)

pytestmark = pytest.mark.docker
DATA = "/var/lib/postgresql/data"
BIN = "/usr/lib/postgresql/17/bin"
ROLES = ("superuser", "owner", "app", "backup")
MARKER = "Marker-7f3a"


class Database:
    """One cluster: a volume for data, one for secrets, and containers on them."""

    def __init__(self, client: docker.DockerClient, lock: ImageLock) -> None:
        self.client = client
        self.lock = lock
        self.data, self.secrets = unique_name(), unique_name()
        for volume in (self.data, self.secrets):
            client.volumes.create(volume)
        self.set_passwords(f"{MARKER}-first-password")

    def set_passwords(self, value: str, roles: tuple[str, ...] = ROLES) -> None:
        """Upload one password per role through a container that is never started."""
        carrier = self.client.containers.create(
            loaded_image(self.client, self.lock),
            name=unique_name(),
            volumes={self.secrets: {"bind": "/run/secrets", "mode": "rw"}},
        )
        try:
            carrier.put_archive("/run/secrets", _secret_archive(value, roles))
        finally:
            carrier.remove()

    @contextmanager
    def running(self) -> Iterator[Container]:
        """Run the server until the block ends."""
        volumes = {self.data: DATA, self.secrets: "/run/secrets"}
        with hardened(self.client, self.lock, volumes=volumes) as container:
            wait_until(lambda: self.is_ready(container), container.logs().decode())
            yield container

    def is_ready(self, container: Container) -> bool:
        """Tell whether it takes connections; a server that ended is an error."""
        container.reload()
        assert container.status == "running", container.logs().decode()
        ready = [f"{BIN}/pg_isready", "-q", "-h", "127.0.0.1", "-U", "novaos_app", "-d", "novaos"]
        return execute(container, ready).status == 0

    def remove(self) -> None:
        """Remove the volumes."""
        for volume in (self.data, self.secrets):
            self.client.volumes.get(volume).remove()


def _secret_archive(value: str, roles: tuple[str, ...]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for role in roles:
            entry = tarfile.TarInfo(f"postgres_{role}_password")
            content = f"{value}-{role}".encode() if value else b""
            entry.size, entry.mode = len(content), 0o400
            entry.uid = entry.gid = 1000
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


@pytest.fixture
def database(client: docker.DockerClient, locks: Mapping[str, ImageLock]) -> Iterator[Database]:
    made = Database(client, locks["postgres"])
    yield made
    made.remove()


def sql(
    container: Container, user: str, statement: str, password: str = f"{MARKER}-first-password"
) -> tuple[int, str]:
    role = user.removeprefix("novaos_").replace("postgres", "superuser")
    done = execute(
        container,
        [f"{BIN}/psql", "-X", "-h", "127.0.0.1", "-U", user, "-d", "novaos", "-Atc", statement],
        {"PGPASSWORD": f"{password}-{role}"},
    )
    return done.status, done.output


def test_roles_can_do_their_work_and_no_more(database: Database) -> None:
    with database.running() as container:
        assert sql(container, "novaos_owner", "create table t (i int)")[0] == 0
        assert sql(container, "novaos_app", "insert into t values (1)")[0] == 0
        assert sql(container, "novaos_backup", "select i from t") == (0, "1\n")
        refused = {
            ("novaos_app", "create table u (i int)"): "permission denied for schema public",
            ("novaos_app", "drop table t"): "must be owner of table t",
            ("novaos_app", "create role x"): "permission denied to create role",
            ("novaos_app", "alter system set jit = on"): "not allowed",
            ("novaos_backup", "insert into t values (2)"): "permission denied for table t",
            ("novaos_owner", "create role x superuser"): "permission denied to create role",
            ("postgres", "select 1"): "no pg_hba.conf entry",
        }
        for (user, statement), message in refused.items():
            status, output = sql(container, user, statement)
            assert (status != 0, message in output) == (True, True), (user, statement, output)
        assert sql(container, "novaos_app", "select 1", "wrong")[0] != 0


def test_backup_reads_rows_behind_row_level_security(database: Database) -> None:
    fence = "create policy fence on f using (current_setting('app.reach', true) = 'all')"
    with database.running() as container:
        for statement in (
            "create table f (i int)",
            "insert into f values (7)",
            "alter table f enable row level security",
            "alter table f force row level security",
            fence,
        ):
            assert sql(container, "novaos_owner", statement)[0] == 0
        assert sql(container, "novaos_app", "select i from f") == (0, "")
        assert sql(container, "novaos_backup", "select i from f") == (0, "7\n")


def test_second_start_keeps_data_and_takes_new_passwords(database: Database) -> None:
    with database.running() as container:
        assert sql(container, "novaos_owner", "create table t as select 7 as i")[0] == 0
    database.set_passwords(f"{MARKER}-second-password")
    with database.running() as container:
        second = f"{MARKER}-second-password"
        assert sql(container, "novaos_app", "select i from t", second) == (0, "7\n")
        assert sql(container, "novaos_app", "select i from t")[0] != 0


def test_interrupted_initialisation_is_repaired(database: Database) -> None:
    remains = f"mkdir {DATA}/unfinished; mkdir {DATA}/unfinished/base; : > {DATA}/unfinished/x"
    with hardened(
        database.client,
        database.lock,
        ["-c", remains],
        entrypoint=["/usr/bin/sh"],
        volumes={database.data: DATA},
    ) as container:
        assert finished(container).status == 0
    with database.running() as container:
        assert sql(container, "novaos_owner", "select 1") == (0, "1\n")


def test_killed_server_recovers(database: Database) -> None:
    with database.running() as container:
        assert sql(container, "novaos_owner", "create table t as select 7 as i")[0] == 0
        container.kill()
    with database.running() as container:
        assert sql(container, "novaos_app", "select i from t") == (0, "7\n")


@pytest.mark.parametrize(
    ("value", "message"),
    [("", "is empty"), ("it's-a-quote-and-long-enough", "characters other than"), ("x", "shorter")],
)
def test_unusable_password_stops_the_start(database: Database, value: str, message: str) -> None:
    database.set_passwords(value, ("app",))
    volumes = {database.data: DATA, database.secrets: "/run/secrets"}
    with hardened(database.client, database.lock, volumes=volumes) as container:
        end = finished(container)
    assert end.status == 78
    assert message in end.output


def test_passwords_are_in_no_log_command_line_or_environment(database: Database) -> None:
    with database.running() as container:
        look = "for f in /proc/[0-9]*/cmdline; do read -r x <$f; echo $x; done"
        processes = execute(container, ["/usr/bin/sh", "-c", look]).output
        assert "postgres" in processes
        assert MARKER not in processes
        assert MARKER not in container.logs().decode()
        container.reload()
        assert MARKER not in str(container.attrs)


def test_connections_are_refused_without_scram(database: Database) -> None:
    with database.running() as container:
        rules = "select distinct auth_method from pg_hba_file_rules"
        assert sql(container, "novaos_owner", "show password_encryption")[1] == "scram-sha-256\n"
        # Only the superuser reads the rules; the file itself is in the image.
        assert sql(container, "novaos_owner", rules)[0] != 0
        look = "while read -r x; do echo $x; done </etc/novaos-postgres/pg_hba.conf"
        hba = execute(container, ["/usr/bin/sh", "-c", look]).output
        methods = {line.split()[-1] for line in hba.splitlines() if line and line[0] != "#"}
        assert methods == {"scram-sha-256"}
