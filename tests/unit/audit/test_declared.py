"""The declaration of a workload follows the topology, the profile and the lock."""

import pytest

from images.lock import ImageLock, LockedDeb
from infra.settings import Settings
from infra.topology import build_topology
from novaos.reference import Digest, ImageReference
from policies.accepted import PORT_OFFSETS
from tests.audit import declared
from tests.audit.expected import Expected, PublishedPort

_DIGEST = "sha256:" + "d" * 64
_CONFIG = "sha256:" + "c" * 64
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
    assert expected.unreachable == {
        *(("postgres", 5432), ("redis-brc", 6379), ("redis-gypsycove", 6379))
    }


def test_relay_and_gateway_do_not_talk_on_the_network_of_published_ports() -> None:
    assert _declared("echo-ws").unreachable == {("postgres", 5432)}
    assert _declared("redis-brc").unreachable == {("postgres", 5432), ("redis-agents", 6379)} | {
        ("redis-gypsycove", 6379)
    }


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
