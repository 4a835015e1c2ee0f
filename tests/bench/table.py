"""Results as a table for people and as JSON for later comparison."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from rich.table import Table

from tests.bench.measurement import Measured, NotMeasured, Result

_COLUMNS = ("what", "expected", "median", "p95", "n", "peer", "peer median", "ours / peer", "")


def render_table(results: Sequence[Result]) -> Table:
    """One line per figure; one that falls short says so."""
    table = Table(*_COLUMNS, title="NovaOS benchmarks, smaller is better")
    for result in results:
        if isinstance(result, NotMeasured):
            table.add_row(result.name, *[""] * 7, f"[yellow]not measured: {result.reason}[/]")
        else:
            table.add_row(*_cells(result))
    return table


def _cells(result: Measured) -> list[str]:
    def show(value: float | None) -> str:
        return "" if value is None else f"{value:.3g} {result.unit}"

    verdict = {None: result.note, True: "[green]kept[/]", False: "[red]falls short[/]"}
    peer = result.peer
    return [
        result.name,
        f"<= {show(result.expected)}" if result.expected is not None else "",
        show(result.median),
        show(result.p95),
        str(len(result.samples)),
        peer.name if peer else "",
        show(sorted(peer.samples)[len(peer.samples) // 2]) if peer else "",
        f"{result.ratio:.2f}" if result.ratio is not None else "",
        verdict[result.is_kept],
    ]


def render_json(results: Sequence[Result], measured_at: datetime) -> str:
    """All raw samples, with what is needed to compare them with another run."""
    value = {
        "measuredAt": measured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "host": {
            "cpus": os.cpu_count(),
            "load": os.getloadavg(),
            "machine": platform.machine(),
            "kernel": platform.release(),
            "python": platform.python_version(),
        },
        "results": [{"kind": type(result).__name__, **asdict(result)} for result in results],
    }
    return json.dumps(value, indent=1, sort_keys=True) + "\n"
