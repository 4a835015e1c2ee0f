"""For each check, a real container with that one thing wrong: exactly that check has to fail.

The sibling without a defect passes everything, so that a check which always fails shows too.
"""

import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import docker
import pytest
from docker.types import LogConfig, Ulimit

from images.lock import load_lock
from images.stage import locked_references
from tests.audit.audit_image import AUDIT_IMAGE, require_auditor
from tests.audit.checks import CHECKS
from tests.audit.results import FAIL, SKIPPED, Result
from tests.support.audit_containers import Bench, audit_mutation, audit_networks
from tests.support.audit_mutation import LABELS, Mutation, target_of

pytestmark = pytest.mark.docker
_ENVIRONMENT = "test"
_TARGET_IMAGE = "agent-nova"
_AT_ONCE = 4
_TMPFS = "rw,nosuid,nodev,size=32m,uid=1000,gid=1000,mode=1777"
_SEEN = frozenset({"secret-values"})


def _wrong(name: str, *fails: str, **settings: object) -> Mutation:
    return Mutation(name, frozenset(fails), settings)


NOTHING_WRONG = Mutation("nothing", frozenset())
MUTATIONS = (
    Mutation("root", frozenset({"user"}), {"user": "0:0"}, could_not_look=True),
    Mutation("root group", frozenset({"user"}), {"user": "1000:0"}, could_not_look=True),
    _wrong("capabilities kept", "capabilities", cap_drop=...),
    _wrong("new privileges", "no-new-privileges", security_opt=...),
    _wrong("no seccomp", "seccomp", security_opt=["no-new-privileges:true", "seccomp=unconfined"]),
    Mutation("writable root", frozenset({"read-only-root"}), {"read_only": False},
             could_not_look=True),
    _wrong("tmpfs executable", "tmpfs", tmpfs={"/tmp": f"{_TMPFS},exec"}),  # noqa: S108
    _wrong("tmpfs size", "tmpfs", tmpfs={"/tmp": f"{_TMPFS},noexec".replace("32m", "64m")}),  # noqa: S108
    _wrong("tmpfs owner", "tmpfs", tmpfs={"/tmp": f"{_TMPFS},noexec".replace("=1000", "=0")}),  # noqa: S108
    _wrong("tmpfs undeclared", "tmpfs", tmpfs={"/tmp": f"{_TMPFS},noexec", "/x": ""}),  # noqa: S108
    _wrong("ulimits", "ulimits", ulimits=[Ulimit(name="nproc", soft=4096, hard=4096)]),
    Mutation("remote shell", frozenset({"no-remote-shell"}),
             code="open('/proc/self/comm', 'w').write('sshd')"),
    Mutation("shell", frozenset({"no-shell"}), data_file=("dash", 0o755)),
    Mutation("package manager", frozenset({"no-package-manager"}), data_file=("apt", 0o755)),
    Mutation("setuid file", frozenset({"no-setuid"}), data_file=("tool", 0o4755)),
    Mutation("setgid file", frozenset({"no-setuid"}), data_file=("tool", 0o2755)),
    _wrong("bind mount", "mounts", volumes={"/etc/hostname": {"bind": "/host", "mode": "ro"}}),
    _wrong("engine socket", "mounts", "no-engine-socket",
           volumes={"/var/run/docker.sock": {"bind": "/docker.sock", "mode": "ro"}}),
    Mutation("bytecode", frozenset({"no-bytecode"}), environment={"PYTHONDONTWRITEBYTECODE": "0"}),
    Mutation("secret readable by all", frozenset({"secret-files"}), secret_mode=0o444),
    Mutation("secret undeclared", frozenset({"secret-files"}),
             secret_files=("test_token", "other")),
    Mutation("secret in variable", frozenset({"environment", "secret-values"}),
             environment={"SETTING": "SECRET"}),
    Mutation("password in address", frozenset({"environment"}),
             environment={"REDIS_URL": "redis://user:hunter2@redis/1"}),
    Mutation("secret in tmpfs", _SEEN, code="open('/tmp/leak', 'w').write(SECRET)"),
    Mutation("secret in volume", _SEEN, code="open('/data/work/x', 'w').write('x' * 9**7+SECRET)"),
    Mutation("secret in log", _SEEN, code="print(SECRET, flush=True)"),
    Mutation("second port", frozenset({"listening-ports"}),
             code="other = socket.create_server(('0.0.0.0', 8001))"),
    Mutation("second port v6", frozenset({"listening-ports"}),
             code="other = socket.create_server(('::', 8001), family=socket.AF_INET6)"),
    Mutation("udp port", frozenset({"listening-ports"}), code=(
        "other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); other.bind(('0.0.0.0', 8001))")),
    Mutation("port closed", frozenset({"listening-ports"}), code="server.close()"),
    Mutation("extra network", frozenset({"networks"}), networks=("internal", "edge", "other")),
    Mutation("masquerading", frozenset({"no-internet"}), networks=("masqueraded", "edge")),
    _wrong("port on all addresses", "published-ports", "published-addresses",
           ports={"8000/tcp": None}),
    _wrong("port not published", "published-ports", ports=...),
    _wrong("no memory limit", "memory-limit", mem_limit=..., memswap_limit=...),
    _wrong("swap", "memory-limit", memswap_limit=-1),
    _wrong("no cpu limit", "cpu-limit", nano_cpus=...),
    _wrong("no pids limit", "pids-limit", pids_limit=...),
    _wrong("restart always", "restart-policy", restart_policy={"Name": "always"}),
    _wrong("no init", "init", init=False),
    _wrong("no health check", "health", healthcheck=...),
    _wrong("endless log", "log-limits", log_config=LogConfig(type="json-file", config={})),
    _wrong("privileged", "not-privileged", "capabilities", "seccomp", "masked-paths",
           privileged=True),
    _wrong("host ipc", "host-namespaces", ipc_mode="host"),
    _wrong("host uts", "host-namespaces", uts_mode="host"),
    _wrong("device", "devices", devices=["/dev/null:/dev/extra:r"]),
    _wrong("sysctl", "sysctls", sysctls={"net.core.somaxconn": "256"}),
    _wrong("cgroup parent", "cgroup-parent", cgroup_parent="/novaos-audit-test"),
)  # fmt: skip
_ONLY_IN_UNIT_TESTS = {
    "apparmor": "this host may have none",
    "selinux": "this host may have none",
    "no-swarm": "would change the whole engine",
    "mount-propagation": "needs a shared mount of the host",
    "reach": "the running stack is asked, where the other workloads are",
    "console-reach": "the running stack is asked, where the other workloads are",
    "redis-users": "the target is no Redis server",
    "redis-log": "the target is no Redis server",
    "image-history": "our builder cannot make such a layer",
}


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    client = docker.from_env()
    reference = str(locked_references(_ENVIRONMENT)[_TARGET_IMAGE])
    client.api.pull(reference)
    lock = load_lock(_TARGET_IMAGE)
    target = target_of(reference, frozenset({lock.config_digest, lock.image_digest}))
    prefix = f"novaos-audittest-{secrets.token_hex(3)}"
    with audit_networks(client, prefix) as networks:
        for network in networks.values():
            network.reload()
        yield Bench(require_auditor(client, _ENVIRONMENT), target, networks, prefix)
    client.close()


Outcomes = dict[str, Future[dict[str, Result]]]


@pytest.fixture(scope="module")
def outcomes(bench: Bench, request: pytest.FixtureRequest) -> Iterator[Outcomes]:
    """Audit several containers at a time: starting one is mostly waiting."""
    mutations = [
        item.callspec.params.get("mutation")
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    ]
    selected = [each for each in mutations if isinstance(each, Mutation)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield {mutation.name: pool.submit(audit_mutation, bench, mutation) for mutation in selected}


@pytest.mark.parametrize("mutation", [pytest.param(NOTHING_WRONG, id="nothing")], scope="module")
def test_hardened_container_passes(outcomes: Outcomes, mutation: Mutation) -> None:
    results = outcomes[mutation.name].result()
    wrong = {name: each.detail for name, each in results.items() if each.outcome in {FAIL, SKIPPED}}
    assert wrong == {}


@pytest.mark.parametrize(
    "mutation", [pytest.param(each, id=each.name) for each in MUTATIONS], scope="module"
)
def test_one_thing_wrong_fails_exactly_its_check(outcomes: Outcomes, mutation: Mutation) -> None:
    results = outcomes[mutation.name].result()
    failed = {name: each.detail for name, each in results.items() if each.outcome == FAIL}
    assert set(failed) == mutation.fails, failed
    if not mutation.could_not_look:
        skipped = {name: each.detail for name, each in results.items() if each.outcome == SKIPPED}
        assert skipped == {}


def test_another_image_fails_the_digest_check(bench: Bench) -> None:
    other = str(locked_references(_ENVIRONMENT)[AUDIT_IMAGE])
    mutation = Mutation("other image", frozenset(), {"image": other})
    results = audit_mutation(bench, mutation)
    assert {name for name, each in results.items() if each.outcome == FAIL} == {
        "image-digest",
        "no-bytecode",
        "no-shell",
    }


def test_an_image_made_by_hand_with_root_fails(bench: Bench) -> None:
    container = bench.client.containers.create(bench.target.image, labels=LABELS)
    image = container.commit(changes=["USER 0"], repository=f"{bench.prefix}-root")
    try:
        mutation = Mutation("root image", frozenset(), {"image": image.id})
        results = audit_mutation(bench, mutation)
    finally:
        container.remove(force=True)
        bench.client.images.remove(f"{bench.prefix}-root", force=True)
    assert {name for name, each in results.items() if each.outcome == FAIL} == {
        "image-digest",
        "image-user",
    }


def test_the_hosts_processes_are_never_taken_for_the_containers(bench: Bench) -> None:
    mutation = Mutation("host pid", frozenset(), {"pid_mode": "host"})
    results = audit_mutation(bench, mutation)
    assert results["host-namespaces"].outcome == FAIL
    assert results["user"].outcome == FAIL
    assert results["no-shell"].outcome == SKIPPED


def test_every_check_has_a_mutation() -> None:
    covered = {check for mutation in MUTATIONS for check in mutation.fails}
    assert covered | set(_ONLY_IN_UNIT_TESTS) | {"image-digest", "image-user"} == set(CHECKS)
