"""The relay when something is slow, ended, lost or away: real sockets, real Redis."""

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from services.relay_contract.events import Control, render_control
from services.relay_contract.names import CONTROL_CHANNEL, session_ended_key
from tests.bench.measurement import percentile
from tests.support.containers import wait_until
from tests.support.platform_stack import Stack, running_stack
from tests.support.relay import (
    FAMILY,
    ORIGIN,
    RelayClient,
    RelayProcess,
    enter,
    issue_ticket,
    raw_socket,
    running_relay,
    user_id,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture
def relay(stack: Stack) -> Iterator[RelayProcess]:
    with running_relay(stack) as started:
        yield started


def _end_session(stack: Stack, session: str, *, is_told: bool) -> None:
    with stack.redis_client(zone="gypsycove") as redis:
        redis.set(session_ended_key(session), "1", ex=60)
        if is_told:
            control = render_control(Control("session_ended", session))
            redis.publish(CONTROL_CHANNEL, control)


@pytest.mark.parametrize(("is_told", "seconds"), [(True, 1.0), (False, 5.0)])
def test_socket_ends_with_its_session(
    stack: Stack, relay: RelayProcess, *, is_told: bool, seconds: float
) -> None:
    session = user_id(500 + is_told)
    with (
        enter(relay, issue_ticket(stack, session=session)) as client,
        enter(relay, issue_ticket(stack, 2)) as other,
    ):
        started = time.monotonic()
        _end_session(stack, session, is_told=is_told)
        assert client.close_code() == 4401
        assert time.monotonic() - started < seconds
        other.send("ping")
        assert other.receive("pong")


def test_changed_rights_end_the_sockets_of_the_user(stack: Stack, relay: RelayProcess) -> None:
    with enter(relay, issue_ticket(stack, 3)) as client, stack.redis_client(zone="gypsycove") as r:
        r.publish(CONTROL_CHANNEL, b"no control")
        r.publish(CONTROL_CHANNEL, render_control(Control("rights_changed", user=user_id(3))))
        assert client.close_code() == 4401


def test_redis_away_and_back(stack: Stack, relay: RelayProcess) -> None:
    zone = stack.zones["gypsycove"]
    session = user_id(600)
    with (
        enter(relay, issue_ticket(stack, 1)) as client,
        enter(relay, issue_ticket(stack, 2, session=session)) as ended,
    ):
        client.join()
        zone.stop()
        try:
            client.receive("unavailable")
            for kind, more in (("say", {"text": "x"}), ("history", {}), ("join", {})):
                client.send(kind, room=FAMILY, **more)
                assert client.receive("error")["code"] == "unavailable"
            assert relay.get("/ready").status_code == 503
            health = relay.get("/health")
            assert (health.status_code, health.json()["status"]) == (200, "degraded")
            assert health.json()["zones"]["novaos"]["up"] is True
        finally:
            zone.start()
        wait_until(lambda: relay.get("/ready").is_success, "zone back", seconds=20)
        client.receive("available")
        client.send("say", room=FAMILY, text="again")
        assert client.receive("said")["text"] == "again"
        _end_session(stack, session, is_told=False)
        assert ended.close_code() == 4401


def test_paused_redis_relays_nothing_and_says_so_within_five_seconds(
    stack: Stack, relay: RelayProcess
) -> None:
    container = stack.zones["gypsycove"].container
    with enter(relay, issue_ticket(stack, 1)) as client:
        container.pause()
        try:
            client.receive("unavailable", seconds=5.0)
        finally:
            container.unpause()
        client.receive("available", seconds=10.0)


def test_sigterm_closes_every_socket_with_1001(stack: Stack, relay: RelayProcess) -> None:
    with enter(relay, issue_ticket(stack, 1)) as one, enter(relay, issue_ticket(stack, 2)) as two:
        reading = threading.Thread(target=two.close_code)
        reading.start()
        with stack.redis_client(zone="gypsycove") as redis:
            before = redis.smembers("echo:relays")
        relay.process.send_signal(signal.SIGTERM)
        assert one.close_code() == 1001
        assert relay.process.wait(timeout=5) == 0
        reading.join()
    with stack.redis_client(zone="gypsycove") as redis:
        assert len(redis.smembers("echo:relays")) == len(before) - 1


def test_killed_relay_does_not_keep_a_user_out(stack: Stack, relay: RelayProcess) -> None:
    with running_relay(stack) as victim:
        tickets = [issue_ticket(stack, 8) for _ in range(3)]
        with enter(victim, tickets[0]), enter(victim, tickets[1]), enter(victim, tickets[2]):
            victim.process.kill()

    def is_admitted() -> bool:
        with enter(relay, issue_ticket(stack, 8)) as client:
            return bool(client.welcome)

    wait_until(is_admitted, "the user enters again", seconds=15)


def _enter_slowly(stack: Stack, relay: RelayProcess, user: int) -> socket.socket:
    raw = raw_socket(relay, {"Origin": ORIGIN}, buffer_bytes=2048)
    for frame in (
        {"type": "auth", "ticket": issue_ticket(stack, user)},
        {"type": "join", "room": FAMILY},
    ):
        text = json.dumps(frame).encode()
        # A mask of zeros is a mask: the bytes stay as they are (RFC 6455, 5.3).
        raw.sendall(bytes([0x81, 0x80 | 126]) + len(text).to_bytes(2) + bytes(4) + text)
    return raw


def _read_slowly(raw: socket.socket, stop: threading.Event) -> None:
    while not stop.wait(0.25):
        try:
            if not raw.recv(16):
                return
        except OSError:
            return


def _measure_delays(speaker: RelayClient, listener: RelayClient, frames: int) -> list[float]:
    delays = []
    for number in range(frames):
        begin = time.perf_counter()
        speaker.send("say", room=FAMILY, text=f"{number} " + "x" * 3_900)
        while not listener.receive("said")["text"].startswith(f"{number} "):
            pass
        delays.append(time.perf_counter() - begin)
    return delays


def test_slow_reader_is_closed_and_others_do_not_notice(stack: Stack, relay: RelayProcess) -> None:
    with enter(relay, issue_ticket(stack, 20)) as listener:
        listener.join()
        with enter(relay, issue_ticket(stack, 21)) as speaker:
            speaker.join()
            before = _measure_delays(speaker, listener, 90)
        slow = _enter_slowly(stack, relay, 22)
        listener.receive("presence")
        stop = threading.Event()
        reader = threading.Thread(target=_read_slowly, args=(slow, stop))
        reader.start()
        with_slow = []
        for user in range(23, 32):
            with enter(relay, issue_ticket(stack, user)) as speaker:
                speaker.join()
                with_slow += _measure_delays(speaker, listener, 90)
        wait_until(lambda: not _is_connected(slow, relay), "the slow reader is closed", seconds=10)
        stop.set()
        reader.join()
        slow.close()
    assert percentile(with_slow, 99) < max(0.05, 3 * percentile(before, 99))


def _is_connected(slow: socket.socket, relay: RelayProcess) -> bool:
    """Ask the kernel for the relay's end: the slow reader itself would learn it late."""
    mine = slow.getsockname()[1] if slow.fileno() >= 0 else 0
    with open("/proc/net/tcp") as table:  # noqa: PTH123 - no file of ours
        pairs = [line.split()[1:4] for line in table.readlines()[1:]]
    ends = {(int(a.split(":")[1], 16), int(b.split(":")[1], 16), state) for a, b, state in pairs}
    return (relay.port, mine, "01") in ends
