"""Figures per route: counts, rates, quantiles, and no label that names anybody."""

import pytest

from services.core_api.telemetry.live import Live
from services.core_api.telemetry.metrics import create_metrics, render_metrics
from services.core_api.telemetry.metrics_listener import respond
from services.core_api.telemetry.request_statistics import RequestStatistics, RouteStatistics
from tests.support.core_api import BASE, START, Gateway
from tests.support.platform_messages import COMMAND_ID


def test_quantiles_are_bounds_of_buckets() -> None:
    route = RouteStatistics()
    assert route.quantile_seconds(0.5) is None
    for seconds in [0.0005] * 90 + [0.04] * 9 + [9.0]:
        route.record(200, seconds, now=0.0)
    assert route.count == 100
    assert route.quantile_seconds(0.5) == 0.001
    assert route.quantile_seconds(0.95) == 0.05
    assert route.quantile_seconds(1.0) == float("inf")


def test_rate_is_that_of_the_last_minute() -> None:
    route = RouteStatistics()
    for second in range(120):
        route.record(200, 0.01, now=float(second))
    assert route.per_second(119.0) == pytest.approx(1.0)
    assert route.per_second(149.5) == pytest.approx(0.5, abs=0.02)
    assert route.per_second(500.0) == 0.0


def test_number_of_routes_is_bounded() -> None:
    statistics = RequestStatistics()
    for number in range(2000):
        statistics.record(("GET", str(number)), 200, 0.1, 0.0)
    assert len(statistics.routes) <= 1001
    assert statistics.routes["OTHER", "other"].count == 1000


def test_routes_are_counted_by_their_template(gateway: Gateway) -> None:
    gateway.ask("GET", f"{BASE}/commands/{COMMAND_ID}")
    gateway.ask("GET", f"/{COMMAND_ID}")
    gateway.ask("PURGE", "/health")
    routes = gateway.ports.live.requests.routes
    assert routes["GET", f"{BASE}/commands/{{command_id}}"].statuses == {404: 1}
    text = render_metrics(create_metrics(gateway.ports.live)).decode()
    assert COMMAND_ID not in text
    assert (
        'novaos_http_requests_total{method="GET",route="/api/v1/agent/commands/{command_id}"'
        ',status="404"} 1.0'
    ) in text


def test_histogram_is_cumulative() -> None:
    live = Live()
    for seconds in (0.0001, 0.02, 99.0):
        live.requests.record(("GET", "/x"), 200, seconds, 0.0)
    live.beats.add("nova", START)
    text = render_metrics(create_metrics(live)).decode()
    name = 'novaos_http_request_duration_seconds_bucket{le="%s",method="GET",route="/x"} %s'
    for bound, count in (("0.001", "1.0"), ("0.025", "2.0"), ("5.0", "2.0"), ("+Inf", "3.0")):
        assert name % (bound, count) in text
    assert 'novaos_agent_last_heartbeat_timestamp_seconds{agent="nova"}' in text


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", b"200"),
        (b"GET / HTTP/1.1\r\n\r\n", b"404"),
        (b"POST /metrics HTTP/1.1\r\n\r\n", b"404"),
        (b"\r\n\r\n", b"404"),
    ],
)
def test_listener_answers_one_question(head: bytes, status: bytes) -> None:
    response = respond(head, create_metrics(Live()))
    assert response.split(b" ", 2)[1] == status
    top, _, body = response.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in top


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/metrics"])
def test_metrics_are_not_on_the_public_port(gateway: Gateway, path: str) -> None:
    assert gateway.ask("GET", path).status_code == 404
