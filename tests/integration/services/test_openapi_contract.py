"""core-api against its own OpenAPI document: Schemathesis, all checks, in the name of everybody.

The document is the deployment's, the stores are real, only the proof of the sender is replaced.
What the document cannot say (rules that join several fields) is listed here, with the reason.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.core_api.access.table import ACCESS_TABLE
from services.core_api.openapi import describe
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway, person
from tests.support.area_server import area_server, bearer_of
from tests.support.gypsycove import Home, make_home
from tests.support.platform_stack import running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(700)]

_SESSION = "00000000-0000-4000-8000-0000000000aa"
_ACCEPTED = ["2xx", "401", "403", "404", "409", "429", "503"]
_REJECTED = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"]
_AGENTS = ("nova", "glitch", "echo", "riven", "audita")
_PEOPLE = ("founder", "nobody", "admin", "creator", "member", "parent", "child", "operator")
JOINT_RULES = {
    "PUT /api/v1/gypsycove/members/{member_id}/downtime": "a window must not end when it begins",
    "POST /api/v1/invitations": "not every role is on every platform",
    "PUT /api/v1/users/{user_id}/memberships": "not every role is on every platform",
    "POST /api/v1/agent/command": "the arguments are those of the operation",
    "PUT /api/v1/agent/playbooks/{name}": "a step names an agent that there is",
    "PUT /api/v1/agent/schedules/{schedule_id}": "not every agent can be scheduled",
    "POST /api/v1/agent/playbook-runs": "a step names an agent that there is",
    "PUT /api/v1/supply/summary": "the payload is base64 of a summary",
    "POST /api/v1/blackrose/posts/{post_id}/image": "the bytes are those of a picture",
}
"""Operation -> which rule may refuse (422) a body that its schema takes."""
NEEDS_AN_AGENT = (
    "POST /api/v1/blackrose/posts/{post_id}/editor-notes",
    "POST /api/v1/blackrose/creators/{creator_id}/calendar-plan",
)
"""What cannot be done while an agent is away, and says so (503): none runs here."""


def configuration() -> str:
    """Return the settings of Schemathesis."""
    accepted, rejected = json.dumps(_ACCEPTED), json.dumps(_REJECTED)
    with_rules = json.dumps([*_ACCEPTED, "422"])
    joint = [
        f"[[operations]]\ninclude-name = {json.dumps(name)}\n"
        f"[operations.checks.positive_data_acceptance]\nexpected-statuses = {with_rules}\n"
        for name in JOINT_RULES
    ]
    away = [
        f"[[operations]]\ninclude-name = {json.dumps(name)}\n"
        f'[operations.checks.not_a_server_error]\nexpected-statuses = ["2xx", "4xx", "503"]\n'
        for name in NEEDS_AN_AGENT
    ]
    checks = (
        f"[checks.positive_data_acceptance]\nexpected-statuses = {accepted}\n"
        f"[checks.negative_data_rejection]\nexpected-statuses = {rejected}\n"
    )
    return "\n".join([checks, *joint, *away])


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AreaGateway]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack, area_gateway(stack) as opened:
        yield opened


@pytest.fixture(scope="module")
def home(gateway: AreaGateway) -> Home:
    return make_home(gateway, 1, auto=60)


@pytest.fixture(scope="module")
def server(gateway: AreaGateway, home: Home) -> Iterator[str]:
    del home  # made through the gateway before its event loop serves
    with area_server(gateway) as url:
        yield url


def principal(name: str, home: Home) -> Principal | None:
    """Return somebody with a session, as everybody has who logged in."""
    people = {
        "nobody": None,
        "founder": FOUNDER,
        "admin": person(Role.ADMIN, Platform.NOVAOS, 2),
        "creator": person(Role.CREATOR, Platform.BLACKROSE, 3, creator=_SESSION),
        "member": person(Role.MEMBER, Platform.BLACKROSE, 4),
        "parent": home.people["parent"],
        "child": home.people["child"],
        "operator": Principal(Role.OPERATOR, Platform.INTERNAL, name="operator"),
        **{one: agent(one) for one in _AGENTS},
    }
    found = people[name]
    if found is None or found.platform is Platform.INTERNAL:
        return found
    return replace(found, session=_SESSION)


def operations_of(sender: Principal | None) -> list[str]:
    """Name what the access table grants; that the rest is refused is tested where the table is."""
    if sender is None or sender.godmode_bypass:
        return []
    return [
        f"{row.method} {row.path}"
        for row in ACCESS_TABLE.values()
        if row.reach_of(sender.platform, sender.role, sender.subject) is not None
    ]


def arguments(sender: Principal | None) -> list[str]:
    """Choose how far to look: everything for the founder, who reaches everything."""
    if sender is None:
        return ["--phases", "fuzzing", "--max-examples", "1"]
    header = ["--header", f"Authorization: {bearer_of(sender)}"]
    if sender.godmode_bypass:
        phases = "examples,coverage,fuzzing,stateful"
        return [*header, "--phases", phases, "--max-examples", "2"]
    names = [f"--include-name={name}" for name in operations_of(sender)]
    return [*header, *names, "--phases", "examples,fuzzing", "--max-examples", "3"]


@pytest.mark.parametrize("who", [*_PEOPLE, *_AGENTS])
def test_the_document_says_what_happens(
    gateway: AreaGateway, home: Home, server: str, tmp_path: Path, who: str
) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(describe(gateway.app)))
    (tmp_path / "schemathesis.toml").write_text(configuration())
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(tmp_path / "schemathesis.toml")),
            *("run", str(tmp_path / "openapi.json"), "--url", server, "--checks", "all"),
            *arguments(principal(who, home)),
            *("--generation-deterministic", "--continue-on-failure", "--no-color"),
            *("--warnings", "off"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", JOINT_RULES)
def test_what_is_excepted_is_an_operation(name: str) -> None:
    method, path = name.split(" ")
    assert (method, path) in ACCESS_TABLE
