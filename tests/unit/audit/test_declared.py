"""The declaration of a workload follows the topology, the profile and the lock."""

import pytest

from images.lock import ImageLock, LockedDeb
from infra.addresses import AGENT_NAMES
from infra.settings import Settings
from infra.topology import build_topology
from novaos.reference import Digest, ImageReference
from policies.accepted import CONSOLES, PORT_OFFSETS
from tests.audit import declared
from tests.audit.expected import Expected, PublishedPort
from tests.audit.reach import SILENT_PORT

_DIGEST = "sha256:" + "d" * 64
_CONFIG = "sha256:" + "c" * 64
_CONSOLES = {("gypsy-cove", 3000), ("novaos-console", 3001), ("web-shell", 3002)}
_PYTHON = LockedDeb("python3.13-minimal", "3.13", "amd64", "a" * 64, 1, "python")


@pytest.fixture(autouse=True)
def _without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    # The real ones are files of a site; here only the name that they lead to matters.
    monkeypatch.setattr(declared, "secret_files", lambda *_: {})
    monkeypatch.setattr(declared, "fingerprint", lambda *_: "f00d")


def _declared(name: str, *debs: LockedDeb) -> Expected:
    topology = build_topology(Settings("test", PORT_OFFSETS["test"], "127.0.0.1"))
    workload = topology.workload(name)
    reference = ImageReference("127.0.0.1:5760/novaos-test/x", Digest(_DIGEST))
    lock = ImageLock(
        image=workload.image, intent_hash="", inputs_hash="", source_tree="",
        source_date_epoch=0, debs=debs, wheels=(), layers=(),
        config_digest=_CONFIG, image_digest=_DIGEST,
    )  # fmt: skip
    return declared.declared_workload(topology, workload, reference, lock, "")


def test_published_port_has_the_offset_of_the_environment() -> None:
    expected = _declared("core-api")
    assert expected.published == {PublishedPort("127.0.0.1", 23760, 8760)}
    assert expected.listening == {8760, 9760}


def test_an_agent_listens_on_nothing() -> None:
    assert _declared("agent-nova").listening == frozenset()


def test_agent_has_a_way_to_gateway_and_own_redis_only() -> None:
    expected = _declared("agent-lyra")
    assert expected.reachable == {("core-api", 8760), ("redis-agents", 6379)}
    # The relay shares their Redis' network; without a ticket it says nothing.
    stores = (("postgres", 5432), ("redis-brc", 6379), ("redis-gypsycove", 6379))
    assert expected.unreachable == {*stores, *_CONSOLES}


def test_nobody_talks_to_anybody_on_the_network_of_published_ports() -> None:
    assert _declared("echo-ws").unreachable == {("postgres", 5432), *_CONSOLES}
    assert _declared("core-api").unreachable == frozenset()
    assert ("echo-ws", 8765) in _declared("web-shell").unreachable


def test_redis_server_has_no_way_to_agents_of_another_zone() -> None:
    others = {("postgres", 5432), ("redis-agents", 6379), ("redis-gypsycove", 6379)}
    agents = {(f"agent-{name}", SILENT_PORT) for name in AGENT_NAMES}
    assert _declared("redis-brc").unreachable == others | agents | _CONSOLES
    assert not {name for name, _ in _declared("redis-agents").unreachable if "agent-" in name}


@pytest.mark.parametrize("console", sorted(CONSOLES))
def test_console_has_a_way_to_core_api_and_to_nobody_else(console: str) -> None:
    expected = _declared(console)
    assert expected.reachable == {("core-api", 8760)}
    topology = build_topology(Settings("test", PORT_OFFSETS["test"], "127.0.0.1"))
    others = {each.name for each in topology.services} - {console, "core-api"}
    assert {name for name, _ in expected.unreachable} == others
    assert expected.secrets == {"session_key", "machine_key"}
    assert set(expected.volumes) == {"/run/secrets"}


def test_only_edge_is_not_internal() -> None:
    networks = _declared("core-api").networks
    assert {name for name, internal in networks.items() if not internal} == {"novaos-test-edge"}


def test_secrets_volume_is_the_one_of_the_secrets_of_now() -> None:
    volumes = _declared("redis-agents").volumes
    assert volumes["/run/secrets"] == ("novaos-test-redis-agents-secrets-f00d", True)
    assert volumes["/data"] == ("novaos-test-redis-agents-data", False)


def test_python_is_known_from_the_lock() -> None:
    assert _declared("core-api", _PYTHON).runs_python
    assert not _declared("postgres").runs_python


def test_both_digests_of_the_lock_are_the_images_name() -> None:
    assert _declared("postgres").image_ids == {_CONFIG, _DIGEST}


@pytest.mark.parametrize("option", ["size=32m", "uid=1000", "noexec", "nosuid", "nodev"])
def test_tmpfs_has_to_be_as_hardened_as_the_profile_says(option: str) -> None:
    assert option in _declared("postgres").tmpfs["/tmp"]  # noqa: S108 - in the container
