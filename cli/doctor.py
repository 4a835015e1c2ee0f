"""`novaos doctor`: look at everything at once; each line says what, why, and the fix."""

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import typer

from cli import exit_codes
from cli.checks import engine, host, pinned_tools, stack
from cli.checks.finding import Finding, Status
from cli.options import AsJson, Environment
from novaos.errors import NovaosError
from tools.progress import use_colour

_MARKS = {
    Status.OK: ("✓", "32"),
    Status.WARNING: ("!", "33"),
    Status.FAILED: ("✗", "31"),
    Status.UNKNOWN: ("?", "33"),
}


def doctor(environment: Environment = "dev", *, as_json: AsJson = False) -> None:
    """Check the host; exit 5 if `up` would not work."""
    findings = examine(environment)
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in findings], indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(render_finding(each) for each in findings) + "\n")
    failed = any(each.status is Status.FAILED for each in findings)
    raise typer.Exit(exit_codes.PRECONDITION if failed else exit_codes.OK)


def examine(environment: str) -> list[Finding]:
    """Every finding, in a fixed order; the groups are looked at in parallel."""
    groups: list[Callable[[], list[Finding]]] = [
        lambda: [_safely("host", host.check_platform), _safely("disk", host.check_disk)],
        lambda: [_safely("clock", host.check_clock), _safely("rights", host.check_rights)],
        lambda: [_safely("python", host.check_python_environment)],
        _examine_engine,
        pinned_tools.check_tools,
        lambda: [_safely("registry", stack.check_registry)],
        lambda: [_safely("ports", lambda: stack.check_ports(environment))],
        lambda: [_safely("secrets", lambda: host.check_secrets(environment))],
        lambda: [_safely("database", host.check_vulnerability_database)],
    ]
    with ThreadPoolExecutor(len(groups)) as pool:
        answers = [pool.submit(group) for group in groups]
        return [finding for answer in answers for finding in answer.result()]


def _examine_engine() -> list[Finding]:
    info = engine.gather_info()
    return [info] if isinstance(info, Finding) else engine.check_engine(info)


def _safely(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except (NovaosError, OSError) as error:
        return Finding(name, Status.UNKNOWN, str(error), "could not be looked at")


def render_finding(finding: Finding) -> str:
    """One line, and two more when something is to be done."""
    mark, colour = _MARKS[finding.status]
    if use_colour(sys.stdout, os.environ):
        mark = f"\x1b[{colour}m{mark}\x1b[0m"
    lines = [f"{mark} {finding.name:<13} {finding.what}"]
    if finding.why and finding.status is not Status.OK:
        lines.append(f"  {'':<13} why: {finding.why}")
    if finding.fix and finding.status is not Status.OK:
        lines.append(f"  {'':<13} fix: {finding.fix}")
    return "\n".join(lines)
