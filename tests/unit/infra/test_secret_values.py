"""Each workload gets its secret files and no others; documents follow from secrets."""

import hashlib
import json
from pathlib import Path

import pytest

from infra.addresses import AGENT_NAMES, CONSOLES, MACHINES, session_key
from infra.secret_documents import DOCUMENTS
from infra.secret_generation import public_half
from infra.secret_names import secret_names
from infra.secret_values import fingerprints_of, secret_files, secret_files_of
from novaos.errors import PreconditionError
from tests.support.infra import topology_of
from tests.support.secret_folder import PUBLIC_KEY, ensure_all, private_key, use_secret_folder

_REDIS_PASSWORDS = {f"redis_{zone}_password" for zone in ("agents", "brc", "gypsycove")}
_OTHER_VALUE = "Zq8Rw7Ty2Ui9Op4As6Df1Gh3Jk5Lz0Xc"
_OTHER_KEY = "0123456789abcdef" * 4


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = use_secret_folder(tmp_path, monkeypatch)
    ensure_all(folder)
    return folder


@pytest.mark.usefixtures("folder")
def test_each_workload_gets_its_files_and_no_others() -> None:
    files = {each.name: set(secret_files("dev", each)) for each in topology_of().workloads}
    roles = ("superuser", "owner", "app", "backup")
    agent = {"agent_shared_token", "machine_key", "redis_agents_password"}
    assert files == {
        "postgres": {f"postgres_{role}_password" for role in roles},
        "redis-agents": {"users.acl"},
        "redis-brc": {"users.acl"},
        "redis-gypsycove": {"users.acl"},
        "core-api-migrations": {"postgres_owner_password", "founder_one_time_password"},
        "core-api": {
            *("agent_shared_token", "field_key", "machine_credentials", "postgres_app_password"),
            *("jwt_private.pem", "jwt_public.pem", "jwt_public_other.pem", "supply_public.pem"),
            *_REDIS_PASSWORDS,
        },
        "echo-ws": {"machine_key", *_REDIS_PASSWORDS},
        **{f"agent-{name}": agent for name in AGENT_NAMES},
        **{console: {"session_key", "machine_key"} for console in CONSOLES},
    }


@pytest.mark.usefixtures("folder")
def test_no_two_machines_share_a_key() -> None:
    files = secret_files_of("dev", topology_of().workloads)
    keys = [files[machine]["machine_key"] for machine in MACHINES]
    assert len(set(keys)) == len(MACHINES) == 11


@pytest.mark.usefixtures("folder")
def test_each_console_has_an_aes_key_of_its_own() -> None:
    files = secret_files_of("dev", topology_of().workloads)
    keys = [bytes.fromhex(files[console]["session_key"]) for console in CONSOLES]
    assert len(set(keys)) == len(CONSOLES) == 3
    assert {len(key) for key in keys} == {32}


@pytest.mark.usefixtures("folder")
def test_nobody_else_gets_the_key_of_a_console() -> None:
    for console in CONSOLES:
        holders = [
            each.name
            for each in topology_of().workloads
            if session_key(console) in {file.stored for file in each.secrets}
        ]
        assert holders == [console]


@pytest.mark.usefixtures("folder")
def test_core_api_knows_machines_by_the_hash_of_their_keys() -> None:
    files = secret_files_of("dev", topology_of().workloads)
    known = json.loads(files["core-api"]["machine_credentials"])
    assert known == {
        machine: hashlib.sha256(files[machine]["machine_key"].encode()).hexdigest()
        for machine in MACHINES
    }


@pytest.mark.usefixtures("folder")
def test_public_keys_follow_from_the_private_ones() -> None:
    core_api = secret_files_of("dev", topology_of().workloads)["core-api"]
    assert core_api["jwt_private.pem"] == private_key()
    assert core_api["jwt_public.pem"] == public_half(private_key())
    assert core_api["jwt_public_other.pem"] == core_api["jwt_public.pem"]
    assert core_api["supply_public.pem"] == PUBLIC_KEY


def test_every_document_is_rendered_and_none_is_stored(folder: Path) -> None:
    assert set(DOCUMENTS) == set(secret_names().rendered)
    assert not [name for name in DOCUMENTS if (folder / name).exists()]


def test_missing_signing_key_names_the_command(folder: Path) -> None:
    (folder / "cosign.pub").unlink()
    with pytest.raises(PreconditionError, match="novaos secrets init dev"):
        DOCUMENTS["supply_public.pem"]("dev")


@pytest.mark.parametrize(
    ("secret", "users"),
    [
        ("redis_agents_agent-nova_password", {"redis-agents", "agent-nova"}),
        ("redis_brc_echo-ws_password", {"redis-brc", "echo-ws"}),
        ("agent-riven_machine_key", {"core-api", "agent-riven"}),
        ("field_key", {"core-api"}),
        ("founder_one_time_password", {"core-api-migrations"}),
        ("web-shell_session_key", {"web-shell"}),
    ],
)
def test_changed_secret_changes_the_fingerprints_of_its_users(
    folder: Path, secret: str, users: set[str]
) -> None:
    before = _fingerprints()
    (folder / secret).write_text(_OTHER_KEY if "session_key" in secret else _OTHER_VALUE)
    assert {name for name, value in _fingerprints().items() if value != before[name]} == users


def test_fingerprint_depends_on_its_key(folder: Path) -> None:
    before = _fingerprints()
    (folder / "fingerprint_key").write_text(_OTHER_VALUE)
    assert not set(_fingerprints().values()) & set(before.values())


def _fingerprints() -> dict[str, str]:
    return fingerprints_of("dev", secret_files_of("dev", topology_of().workloads))
