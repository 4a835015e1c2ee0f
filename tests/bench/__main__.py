"""Measure: `python -m tests.bench [NAME...]`. Prints a table, writes raw samples to `var/bench/`.

It measures in a copy of the checkout, in which it starts itself with `--here FILE`, and with the
environment `test`. A figure that falls short is printed as such and is no failure of the program.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from novaos.errors import NovaosError
from novaos.evidence import write_atomically
from novaos.workspace import VAR
from tests.bench import (
    agent_memory,
    compression,
    consoles,
    deployment,
    gateway,
    image_size,
    preview,
    relay,
    stages,
    worker_memory,
)
from tests.bench.measurement import NotMeasured, Result, Say
from tests.bench.table import render_json, render_table
from tests.bench.workshop import ENVIRONMENT, opened, require_unused_environment

_ERRORS = Console(stderr=True)
Benchmark = Callable[[Say], list[Result]]

# In this order: the later ones need the stack that the earlier ones leave running.
ALONE: dict[str, Benchmark] = {
    "compression": compression.measure,
    "size": image_size.measure,
    "gateway": gateway.measure,
    "relay": relay.measure,
    "workers": worker_memory.measure,
}
DEPLOYED: dict[str, Benchmark] = {
    "stages": partial(stages.measure, ENVIRONMENT),
    "deploy": partial(deployment.measure_empty, ENVIRONMENT),
    "preview": partial(preview.measure, ENVIRONMENT),
    "memory": partial(agent_memory.measure, ENVIRONMENT),
    "consoles": partial(consoles.measure, ENVIRONMENT),
    "change": partial(deployment.measure_change, ENVIRONMENT),
}
NEED_A_STACK = {"preview", "memory", "consoles", "change"}


def main() -> int:
    """Parse the arguments and measure, in a copy or here."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*ALONE, *DEPLOYED]))
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - {*ALONE, *DEPLOYED}:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    chosen = set(arguments.names) or {*ALONE, *DEPLOYED}
    output = arguments.here or VAR / "bench" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    try:
        if arguments.here:
            return measure_here(chosen, output)
        if chosen & {*NEED_A_STACK, "deploy"}:
            require_unused_environment()
        return measure_in_copy(chosen, output)
    except NovaosError as error:
        _ERRORS.print(str(error), style="red", highlight=False)
        return error.exit_code


def measure_in_copy(chosen: set[str], output: Path) -> int:
    """Run this program again in a copy of the checkout, with a registry for the copy."""
    with opened(_say) as workshop:
        argv = [sys.executable, "-m", "tests.bench", "--here", str(output), *sorted(chosen)]
        copy = workshop.checkout
        own = {"PYTHONPATH": str(copy), "NOVAOS_REGISTRY": workshop.registry}
        return subprocess.run(argv, cwd=copy, env={**os.environ, **own}, check=False).returncode


def measure_here(chosen: set[str], output: Path) -> int:
    """Measure what was chosen, print the table and write the raw samples."""
    results = [result for name in ALONE if name in chosen for result in _try(name, ALONE[name])]
    if chosen & DEPLOYED.keys():
        results += _measure_deployed(chosen)
    write_atomically(output, render_json(results, datetime.now(UTC)).encode())
    Console(width=None if sys.stdout.isatty() else 160).print(render_table(results))
    _say(f"raw samples: {output}")
    return 0


def _measure_deployed(chosen: set[str]) -> list[Result]:
    names = {*chosen, "deploy"} if chosen & NEED_A_STACK else chosen
    try:
        deployment.prepare(ENVIRONMENT, _say)
        return _measure_in_order([name for name in DEPLOYED if name in names])
    except NovaosError as error:
        return [_not_measured(name, error) for name in DEPLOYED if name in names]
    finally:
        if "deploy" in names:
            deployment.remove(ENVIRONMENT)


def _measure_in_order(names: list[str]) -> list[Result]:
    results: list[Result] = []
    lost = False
    for name in names:
        if lost and name in NEED_A_STACK:
            results.append(NotMeasured(name, "the stack could not be deployed"))
            continue
        measured = _try(name, DEPLOYED[name])
        lost = lost or (name == "deploy" and isinstance(measured[0], NotMeasured))
        results += measured
    return results


def _try(name: str, benchmark: Benchmark) -> list[Result]:
    """Run one benchmark; what goes wrong there does not end the others."""
    try:
        return benchmark(_say)
    except NovaosError as error:
        return [_not_measured(name, error)]


def _not_measured(name: str, error: NovaosError) -> NotMeasured:
    _say(str(error))
    return NotMeasured(name, error.message.splitlines()[0])


def _say(line: str) -> None:
    _ERRORS.print(f"[dim]{datetime.now(UTC):%H:%M:%S}[/] {line}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
