"""Secrets in environment variables, command lines and labels are recognised; ours pass."""

import pytest

from policies.rules import container_secrets as rules
from policies.rules.subject import subject_of
from tests.support.infra import container_props, topology_of

_RANDOM = "q3Zr8vYt1LkPw0sXh5NcBd7JmGf2UoEa9iTyRzKxVnQ"


@pytest.mark.parametrize("workload", [each.name for each in topology_of().workloads])
def test_rendered_container_holds_no_secret(workload: str) -> None:
    props = container_props(workload)
    subject = subject_of(props, "dev")
    assert rules.check_environment(props, subject) == []
    assert rules.check_words(props, subject) == []


@pytest.mark.parametrize(
    "variable",
    [
        "POSTGRES_PASSWORD=x",
        "AGENT_SHARED_TOKEN=short",
        "JWT_PRIVATE=k",
        "API_KEY=1",
        f"HARMLESS={_RANDOM}",
        "REDIS_URL_AGENTS=redis://core-api:hunter2@redis-agents:6379/3",
        "CERTIFICATE=-----BEGIN RSA PRIVATE KEY-----",
        "SESSION=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x",
    ],
)
def test_secret_in_the_environment_is_refused(variable: str) -> None:
    props = container_props()
    props["envs"].append(variable)
    found = rules.check_environment(props, subject_of(props, "dev"))
    assert len(found) == 1
    assert variable.partition("=")[2] not in found[0] or len(variable.partition("=")[2]) < 2


@pytest.mark.parametrize(
    "change",
    [
        {"command": ["--requirepass", _RANDOM]},
        {"entrypoints": ["/bin/x", f"--token={_RANDOM}"]},
        {"labels": [{"label": "note", "value": _RANDOM}]},
    ],
)
def test_secret_in_words_is_refused(change: dict[str, object]) -> None:
    props = container_props() | change
    assert rules.check_words(props, subject_of(props, "dev"))
