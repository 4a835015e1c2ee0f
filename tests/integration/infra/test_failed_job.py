"""A job that fails stops what depends on it, and runs again at the next deployment."""

from collections.abc import Iterator
from contextlib import contextmanager

import docker
import pytest

from infra.deployment import deploy
from infra.pulumi_process import DeploymentError
from infra.stack_state import read_state
from novaos.workspace import secrets_folder
from tests.support.infra import topology_of
from tests.support.infra_copy import ENVIRONMENT

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("deployed")]

_JOB = "core-api-migrations"
_PSQL = (
    *("/usr/lib/postgresql/17/bin/psql", "-X", "-h", "127.0.0.1"),
    *("-U", "novaos_owner", "-d", "novaos", "-Atc"),
)


@contextmanager
def _schema_that_no_migration_knows() -> Iterator[None]:
    known = _execute("SELECT version_num FROM alembic_version").strip()
    _execute("UPDATE alembic_version SET version_num = 'unknown'")
    try:
        yield
    finally:
        _execute(f"UPDATE alembic_version SET version_num = '{known}'")  # noqa: S608 - ours


def _execute(statement: str) -> str:
    name = topology_of(ENVIRONMENT).engine_name("postgres")
    password = (secrets_folder(ENVIRONMENT) / "postgres_owner_password").read_text().strip()
    container = docker.from_env().containers.get(name)
    done = container.exec_run([*_PSQL, statement], environment={"PGPASSWORD": password})
    assert done.exit_code == 0, done.output
    assert isinstance(done.output, bytes)
    return done.output.decode()


def test_failed_job_is_said_and_runs_again_unchanged() -> None:
    engine, name = docker.from_env(), topology_of(ENVIRONMENT).engine_name(_JOB)
    engine.containers.get(name).remove()
    said: list[str] = []
    with _schema_that_no_migration_knows():
        for _attempt in range(2):
            with pytest.raises(DeploymentError, match=f"job {name} ended with status 1"):
                deploy(ENVIRONMENT, said.append)
            (failed,) = read_state(ENVIRONMENT).failed_jobs
            assert failed.endswith(f"::{_JOB}")
    assert f"run job {_JOB} again, it failed last time" in said
    deploy(ENVIRONMENT, print)
    assert read_state(ENVIRONMENT).failed_jobs == ()
    assert engine.containers.get(name).attrs["State"]["ExitCode"] == 0
    assert set(deploy(ENVIRONMENT, print)) == {"same"}
