"""`pytest tests/audit --environment dev`: audit what runs in one environment.

Writes `var/audit/<environment>/`. Ends with an error if the stack, its secrets or a verified audit
image is not there: an audit that could not look has not passed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import docker
import docker.errors
import pytest

from novaos.errors import EvidenceUnavailableError, NovaosError
from novaos.workspace import REPOSITORY, secrets_folder
from policies.accepted import ENVIRONMENT_LABEL
from sbom.report.catalogue import controls_by_check, load_catalogue
from tests.audit.audit_image import require_auditor
from tests.audit.checks import CHECKS
from tests.audit.declared import declared_workloads
from tests.audit.expected import Expected
from tests.audit.results import AuditFolder
from tests.audit.run import AuditRun
from tests.audit.secret_search import load_needles

_OPTION = "--environment"
_HERE = Path(__file__).parent
_CATALOGUE = REPOSITORY / "policies" / "controls"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the environment."""
    parser.addoption(_OPTION, default="dev", help="environment whose containers are audited")


def _environment(config: pytest.Config) -> str:
    return str(config.getoption(_OPTION, default="dev"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Leave a JUnit record beside the results, unless the caller names another place."""
    if not config.getoption("xmlpath", default=None):
        config.option.xmlpath = str(AuditFolder(_environment(config)).path / "junit.xml")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per workload and check."""
    if not {"check_id", "workload"} <= set(metafunc.fixturenames):
        return
    try:
        declared = declared_workloads(_environment(metafunc.config))
        controls = controls_by_check(load_catalogue(_CATALOGUE))
    except NovaosError as error:
        message = f"cannot audit {_environment(metafunc.config)}: {error}"
        raise pytest.Collector.CollectError(message) from error
    metafunc.parametrize(
        ("workload", "check_id", "controls"),
        [
            pytest.param(
                each.workload, check, controls.get(check, ()), id=f"{each.workload}-{check}"
            )
            for each in declared
            for check in CHECKS
        ],
    )


@pytest.fixture(scope="session")
def audit(request: pytest.FixtureRequest) -> Iterator[AuditRun]:
    """Begin an audit, and write its results when all checks have run."""
    environment = _environment(request.config)
    folder = AuditFolder(environment)
    folder.clear()
    try:
        declared = declared_workloads(environment)
        client = docker.from_env()
        needles = load_needles(secrets_folder(environment))
        run = AuditRun(require_auditor(client, environment), needles, folder)
        _require_any_running(client, declared, environment)
    except docker.errors.DockerException as error:
        _give_up(request, f"the engine does not answer: {error}\n  fix: run: make doctor")
    except NovaosError as error:
        _give_up(request, f"cannot audit {environment}: {error}")
    # Declared now and not at collection: tests before this one may have changed a secret.
    run.look_at_all(declared)
    yield run
    run.folder.write_results(declared, run.results)
    client.close()


def _require_any_running(
    client: docker.DockerClient, declared: Sequence[Expected], environment: str
) -> None:
    if not client.containers.list(filters={"label": f"{ENVIRONMENT_LABEL}={environment}"}):
        names = ", ".join(each.container for each in declared)
        raise EvidenceUnavailableError(
            f"no container of {environment} is running; expected {names}",
            fix=f"run: make up ENV={environment}",
        )


def _give_up(request: pytest.FixtureRequest, message: str) -> NoReturn:
    """End with one message, not with one per check; other tests of the session go on."""
    if all(item.path.is_relative_to(_HERE) for item in request.session.items):
        pytest.exit(message, returncode=pytest.ExitCode.USAGE_ERROR)
    pytest.fail(message, pytrace=False)
