"""The figures of this process in the text format of Prometheus.

Labels are methods, templates of routes, statuses and names of agents: nothing that names a sender.
"""

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from agents.contract.names import AGENT_NAMES
from services.core_api.telemetry.live import Live
from services.core_api.telemetry.request_statistics import BUCKETS_SECONDS

_BOUNDS = (*(str(bound) for bound in BUCKETS_SECONDS), "+Inf")


class LiveCollector(Collector):
    """Read the figures when they are asked for."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def collect(self) -> Iterator[Metric]:
        """Write requests per route, and the last heartbeat of each agent."""
        yield from self._requests()
        yield from self._queues()
        beats = GaugeMetricFamily(
            "novaos_agent_last_heartbeat_timestamp_seconds",
            "When core-api got the last heartbeat, by its clock.",
            labels=["agent"],
        )
        for agent in AGENT_NAMES:
            if (last := self._live.beats.last(agent)) is not None:
                beats.add_metric([agent], last.timestamp())
        yield beats

    def _queues(self) -> Iterator[Metric]:
        figures = {
            "waiting": "Commands that waited at the agent, at its last heartbeat.",
            "waiting_max": "With so many the agent refuses the next command.",
            "at_work": "Commands that the agent worked on, at its last heartbeat.",
        }
        for figure, text in figures.items():
            gauge = GaugeMetricFamily(f"novaos_agent_commands_{figure}", text, labels=["agent"])
            for agent in AGENT_NAMES:
                if (queue := self._live.queues.last(agent)) is not None:
                    gauge.add_metric([agent], getattr(queue, figure))
            yield gauge

    def _requests(self) -> Iterator[Metric]:
        seconds = HistogramMetricFamily(
            "novaos_http_request_duration_seconds",
            "Time from the request to the end of its answer.",
            labels=["method", "route"],
        )
        answers = CounterMetricFamily(
            "novaos_http_requests",
            "Requests by status of their answer.",
            labels=["method", "route", "status"],
        )
        for key, route in sorted(self._live.requests.routes.items()):
            buckets = list(zip(_BOUNDS, accumulate(route.buckets), strict=True))
            seconds.add_metric(list(key), buckets, route.total_seconds)
            for status, count in sorted(route.statuses.items()):
                answers.add_metric([*key, str(status)], count)
        yield seconds
        yield answers


def create_metrics(live: Live) -> CollectorRegistry:
    """Return the registry of one process."""
    registry = CollectorRegistry()
    registry.register(LiveCollector(live))
    ProcessCollector(registry=registry)
    return registry


def render_metrics(registry: CollectorRegistry) -> bytes:
    """Write all metrics."""
    return generate_latest(registry)
