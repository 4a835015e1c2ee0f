"""The rights of every Redis user in every zone, asked of real servers, and what clients try.

Questions are asked with `ACL DRYRUN`, which leaves no trace in the log; what is really tried
across zones is tried on servers of its own, which are gone afterwards.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
import redis
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError
from redis.retry import Retry

from images.stage import build_images
from infra.model import RedisUser, RedisZone
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from infra.workloads import WORKLOADS
from tests.support.containers import RunningService, Service, running_service, wait_until
from tests.support.redis_cases import cases_of

pytestmark = pytest.mark.docker

_ZONES = {zone.workload: zone for zone in REDIS_ZONES}
_USERS = [(zone.workload, user) for zone in REDIS_ZONES for user in zone.users]
_CLIENTS = [(zone, user) for zone, user in _USERS if user.password and not user.from_host]
_FOREIGN = [(zone, user, other) for zone, user in _CLIENTS for other in _ZONES if other != zone]


def _name(value: object) -> str:
    return value.name if isinstance(value, RedisUser) else str(value)


def _password(name: str) -> str:
    return f"password of {name}"


@dataclass(frozen=True)
class Servers:
    """One server per zone, as it is deployed."""

    running: dict[str, RunningService]

    def connect(self, zone: str, user: str, password: str | None) -> redis.Redis:
        """Connect as the platform's clients do."""
        return redis.Redis(
            port=self.running[zone].host_port,
            username=user,
            password=password or "-",
            protocol=2,
            driver_info=None,
            socket_timeout=5,
            retry=Retry(NoBackoff(), 0),
        )

    def as_audit(self, zone: str) -> redis.Redis:
        """Connect as the user that may ask."""
        user = next(each for each in _ZONES[zone].users if each.from_host)
        return self.connect(zone, user.name, _password(user.password or ""))


def _service(zone: RedisZone) -> Service:
    workload = next(each for each in WORKLOADS if each.name == zone.workload)
    image = build_images("test", lambda _: None, ("redis",))["redis"]
    files = {"users.acl": render_users_acl(zone, _password)}
    return Service(image, 6379, "/data", files, workload.entrypoint, workload.command)


def _start(stack: ExitStack) -> Servers:
    servers = Servers(
        {name: stack.enter_context(running_service(_service(z))) for name, z in _ZONES.items()}
    )
    for zone in _ZONES:
        with servers.connect(zone, "probe", None) as client:
            wait_until(client.ping, zone)
    return servers


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """Run the three servers that are only asked; at the end nothing was refused on them."""
    with ExitStack() as stack:
        yield _start(stack)


@pytest.fixture(scope="module")
def tried() -> Iterator[Servers]:
    """Run three servers on which the forbidden is really tried."""
    with ExitStack() as stack:
        yield _start(stack)


@pytest.mark.parametrize(("zone", "user"), _USERS, ids=_name)
def test_user_may_do_exactly_what_is_granted(servers: Servers, zone: str, user: RedisUser) -> None:
    cases = cases_of(user)
    assert len(cases) > 300
    with servers.as_audit(zone) as client:
        pipeline = client.pipeline(transaction=False)
        for command, _ in cases:
            pipeline.execute_command("ACL DRYRUN", user.name, *command.split())
        answers = [answer == b"OK" for answer in pipeline.execute()]
    wrong = [case for case, allowed in zip(cases, answers, strict=True) if case[1] != allowed]
    assert wrong == []


@pytest.mark.parametrize("zone", _ZONES)
def test_server_has_the_users_of_the_topology_and_no_others(servers: Servers, zone: str) -> None:
    with servers.as_audit(zone) as client:
        lines = [line.split() for line in client.execute_command("ACL LIST")]
    assert {words[1] for words in lines} == {"default"} | {u.name for u in _ZONES[zone].users}
    assert {words[1] for words in lines if "off" in words} == {"default"}


@pytest.mark.parametrize(("zone", "user", "other"), _FOREIGN, ids=_name)
def test_password_of_one_zone_opens_no_other(
    tried: Servers, zone: str, user: RedisUser, other: str
) -> None:
    assert zone != other
    with (
        tried.connect(other, user.name, _password(user.password or "")) as client,
        pytest.raises(redis.AuthenticationError, match="invalid username-password"),
    ):
        client.ping()


@pytest.mark.parametrize(("zone", "user"), _CLIENTS, ids=_name)
def test_server_holds_no_database_of_a_later_zone(
    tried: Servers, zone: str, user: RedisUser
) -> None:
    with tried.connect(zone, user.name, _password(user.password or "")) as client:
        client.execute_command("SELECT", _ZONES[zone].database)
        with pytest.raises(redis.ResponseError, match="out of range"):
            client.execute_command("SELECT", _ZONES[zone].database + 1)


@pytest.mark.parametrize(("zone", "user"), _CLIENTS, ids=_name)
def test_foreign_key_and_channel_are_refused_and_noted(
    tried: Servers, zone: str, user: RedisUser
) -> None:
    write = "XADD" if "xadd" in user.commands else "SET"
    value = ("*", "a", "b") if write == "XADD" else ("x",)
    verb = "PUBLISH" if "publish" in user.commands else "SUBSCRIBE"
    message = ("x",) if verb == "PUBLISH" else ()
    with tried.connect(zone, user.name, _password(user.password or "")) as client:
        with pytest.raises(NoPermissionError, match="key"):
            client.execute_command(write, "another:zone", *value)
        with pytest.raises(NoPermissionError, match="channel"):
            client.execute_command(verb, "another.zone", *message)
    with tried.as_audit(zone) as client:
        noted = client.acl_log()
    assert {entry["reason"] for entry in noted if entry["username"] == user.name} >= {
        *("key", "channel")
    }


@pytest.mark.parametrize("zone", _ZONES)
def test_nobody_is_let_in_without_a_name(tried: Servers, zone: str) -> None:
    with (
        redis.Redis(
            port=tried.running[zone].host_port,
            protocol=2,
            driver_info=None,
            retry=Retry(NoBackoff(), 0),
        ) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


@pytest.mark.parametrize(("zone", "user"), _CLIENTS, ids=_name)
def test_wrong_password_is_refused(tried: Servers, zone: str, user: RedisUser) -> None:
    with (
        tried.connect(zone, user.name, "wrong") as client,
        pytest.raises(redis.AuthenticationError, match="invalid username-password"),
    ):
        client.ping()


@pytest.mark.parametrize("zone", _ZONES)
def test_what_was_written_in_a_transaction_survives_a_restart(servers: Servers, zone: str) -> None:
    user = next(each for each in _ZONES[zone].users if each.name == "core-api")
    with servers.connect(zone, user.name, _password(user.password or "")) as client:
        transaction = client.pipeline(transaction=True)
        transaction.set("session:1:ended", "1", ex=600).incrby("limit:x", 5).expire("limit:x", 600)
        transaction.execute()
    servers.running[zone].stop()
    servers.running[zone].start()
    with servers.connect(zone, user.name, _password(user.password or "")) as client:
        wait_until(client.ping, zone)
        assert client.mget("session:1:ended", "limit:x") == [b"1", b"5"]
        assert 0 < client.pttl("limit:x") <= 600_000
        assert client.delete("session:1:ended", "limit:x") == 2


@pytest.mark.parametrize("zone", _ZONES)
def test_nobody_logs_in_as_the_default_user(tried: Servers, zone: str) -> None:
    with (
        tried.connect(zone, "default", None) as client,
        pytest.raises(redis.AuthenticationError, match="invalid username-password"),
    ):
        client.ping()


@pytest.mark.parametrize("zone", _ZONES)
def test_asking_leaves_nothing_in_the_log(servers: Servers, zone: str) -> None:
    with servers.as_audit(zone) as client:
        assert client.acl_log() == []
