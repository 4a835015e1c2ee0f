"""The plan of each environment is admitted by the rules, and says what the topology says."""

import json

import pytest

from infra.plan import require_admitted, to_wire
from infra.rendering import render_uploads
from infra.settings import ENVIRONMENTS
from novaos.errors import EvidenceError
from policies.accepted import CONTAINER, EDGE_NETWORK
from policies.rules import image_admission
from tests.support.infra import FINGERPRINT, container_props, plan_of, topology_of


@pytest.fixture(autouse=True)
def _every_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_admission, "verdict_problem", lambda *_: "")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_plan_is_admitted(environment: str) -> None:
    require_admitted(plan_of(environment))


@pytest.mark.parametrize(
    "change",
    [
        {"read_only": False},
        {"privileged": True},
        {"user": "0:0"},
        {"image": "127.0.0.1:5760/novaos-dev/core-api:latest"},
        {"envs": ["AGENT_SHARED_TOKEN=0123456789abcdefghij0123456789AB"]},
    ],
)
def test_loosened_plan_is_refused_by_name(change: dict[str, object]) -> None:
    plan = plan_of()
    core_api = next(each for each in plan.workloads if each.workload.name == "core-api")
    core_api.container.update(change)
    with pytest.raises(EvidenceError, match="core-api"):
        require_admitted(plan)


def test_image_without_verdict_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_admission, "verdict_problem", lambda *_: "no verdict")
    with pytest.raises(EvidenceError, match="no verdict"):
        require_admitted(plan_of())


def test_every_container_name_is_unique() -> None:
    names = [props["name"] for kind, _, props in plan_of().resources if kind == CONTAINER]
    assert len(names) == len(set(names))


def test_two_environments_share_no_name_and_no_port() -> None:
    dev, staging = (json.dumps(plan_of(each).resources) for each in ("dev", "staging"))
    assert "novaos-staging-" not in dev
    assert "novaos-dev-" not in staging
    assert '"external": 8760' in dev
    assert '"external": 18760' in staging


def test_edge_has_no_masquerading_and_no_talk() -> None:
    edge = plan_of().networks["edge"]
    assert edge["internal"] is False
    assert set(edge["options"].values()) == {"false"}
    others = [each for name, each in plan_of().networks.items() if name != "edge"]
    assert len(others) == 9
    assert all(each["internal"] for each in others)


@pytest.mark.parametrize("workload", ["core-api", "echo-ws", "agent-lyra"])
def test_workload_is_told_the_digest_that_it_runs(workload: str) -> None:
    container = container_props(workload)
    assert f"NOVAOS_IMAGE={container['image']}" in container["envs"]


@pytest.mark.parametrize("workload", ["postgres", "redis-brc", "core-api-migrations"])
def test_others_are_told_nothing(workload: str) -> None:
    assert not [env for env in container_props(workload).get("envs", ()) if "NOVAOS_IMAGE" in env]


def test_relay_is_told_the_origins_of_the_environment() -> None:
    (origins,) = (
        env for env in container_props("echo-ws", "test")["envs"] if env.startswith("ALLOWED")
    )
    assert "http://novaos.localhost:18001" in origins
    assert "http://127.0.0.1:18000" in origins
    assert "3001" not in origins


def test_core_api_tells_browsers_the_relay_of_the_environment() -> None:
    assert "ECHO_WS_URL=ws://127.0.0.1:23765/ws" in container_props("core-api", "test")["envs"]


@pytest.mark.parametrize(
    ("console", "host", "port"),
    [
        ("gypsy-cove", "gypsycove.localhost", 18000),
        ("novaos-console", "novaos.localhost", 18001),
        ("web-shell", "blackrose.localhost", 18002),
    ],
)
def test_console_is_told_its_own_origins_and_the_peoples_one_first(
    console: str, host: str, port: int
) -> None:
    environment = dict(env.split("=", 1) for env in container_props(console, "test")["envs"])
    assert environment["CONSOLE_ORIGINS"] == (
        f"http://{host}:{port},http://localhost:{port},http://127.0.0.1:{port}"
    )
    assert environment["CONSOLE_PORT"] == str(port - 15000)
    assert environment["CORE_API_URL"] == "http://core-api:8760"


def test_only_the_console_that_listens_to_the_relay_is_told_where_it_is() -> None:
    told = {
        each.workload.name: [env for env in each.container["envs"] if env.startswith("RELAY_URL=")]
        for each in plan_of("test").workloads
    }
    assert {name for name, found in told.items() if found} == {"novaos-console"}
    assert told["novaos-console"] == ["RELAY_URL=ws://127.0.0.1:23765"]


def test_workloads_are_found_by_their_names_where_they_may_be_reached() -> None:
    for each in plan_of().workloads:
        for network in each.container["networks_advanced"]:
            is_edge = network["name"].endswith(f"-{EDGE_NETWORK}")
            assert network["aliases"] == ([] if is_edge else [each.workload.name])


def test_secrets_are_mounted_read_only_from_a_volume_of_their_own() -> None:
    for each in plan_of().workloads:
        mounts = [
            volume
            for volume in each.container["volumes"]
            if volume["container_path"] == "/run/secrets"
        ]
        name = f"novaos-dev-{each.workload.name}-secrets-{FINGERPRINT}"
        assert [(m["volume_name"], m["read_only"]) for m in mounts] == [(name, True)]


def test_uploads_belong_to_the_user_alone() -> None:
    (upload,) = render_uploads({"agent_shared_token": "value"})
    assert upload["file"] == "/run/secrets/agent_shared_token"
    assert (upload["permissions"], upload["owner"], upload["group"]) == ("0400", "1000", "1000")


def test_wire_spelling_keeps_the_engines_own_keys() -> None:
    wire = to_wire(
        {
            "log_opts": {"max-size": "1m"},
            "options": {"com.docker.network.bridge.enable_icc": "false"},
            "networks_advanced": [{"name": "x", "ipv4_address": "y"}],
            "command": None,
        }
    )
    assert wire == {
        "logOpts": {"max-size": "1m"},
        "options": {"com.docker.network.bridge.enable_icc": "false"},
        "networksAdvanced": [{"name": "x", "ipv4Address": "y"}],
    }


def test_job_is_attached_and_service_is_waited_for() -> None:
    containers = {each.workload.name: each.container for each in plan_of().workloads}
    assert containers["core-api-migrations"]["attach"] is True
    assert containers["core-api-migrations"]["must_run"] is False
    assert all(containers[each.name]["wait"] is True for each in topology_of().services)


def test_agent_that_ends_itself_is_restarted() -> None:
    agent = next(each for each in plan_of().workloads if each.workload.name == "agent-nova")
    assert agent.container["restart"] == "unless-stopped"
