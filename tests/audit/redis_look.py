"""Look at a running Redis server through its own client: its users, and whom it refused.

The password of the audit goes over standard input, so that it is in no argument and no
environment. The user may read the ACL and its log, and nothing of the data.
"""

from infra.addresses import redis_password
from infra.redis_zones import REDIS_ZONES
from infra.secret_store import read_secret
from novaos.command import CommandError, run
from tests.audit.facts import CouldNotLookError, Section

_ASKED = {"redis-acl": "ACL LIST", "redis-log": "ACL LOG"}
_USER = "audit"
_ZONES = {zone.workload: zone.workload.removeprefix("redis-") for zone in REDIS_ZONES}


def look_at_redis(environment: str, workload: str, container: str) -> dict[str, Section]:
    """Sections `redis-acl` and `redis-log`; none for a workload that is no Redis server.

    Raises `CouldNotLookError` if the server does not answer the audit.
    """
    if workload not in _ZONES:
        return {}
    password = read_secret(environment, redis_password(_ZONES[workload], _USER))
    return {
        name: Section(_ask(workload, container, password, command), 0)
        for name, command in _ASKED.items()
    }


def _ask(workload: str, container: str, password: str, command: str) -> str:
    words = ["docker", "exec", "-i", container, "/usr/bin/redis-cli", "--no-auth-warning"]
    try:
        output = run(words, stdin=f"AUTH {_USER} {password}\n{command}\n").stdout
    except CommandError as error:
        raise CouldNotLookError(f"{workload}: {command}: {error.message}") from error
    greeting, _, answer = output.partition("\n")
    if greeting.strip() != "OK" or answer.startswith(("NOPERM", "ERR")):
        raise CouldNotLookError(f"{workload}: {command}: the server answered {output[:80]!r}")
    return answer
