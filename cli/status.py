"""`novaos status`: what runs, whether it is healthy, and whether it is what the locks say."""

import json
import sys
from dataclasses import asdict

import typer

from cli import doors, exit_codes
from cli.consoles import console_addresses, render_consoles
from cli.health import judge, load_topology, observe
from cli.options import AsJson, Environment

_DIGEST_CHARACTERS = 19
"""`sha256:` and twelve digits, as the engine's own tools abbreviate."""
_LOG_COLUMNS = 140
"""Where there is no terminal, nothing is gained by folding lines at 80 columns."""


def status(
    environment: Environment = "dev",
    *,
    as_json: AsJson = False,
) -> None:
    """Health, digests and ports; exit 3 if not as locked."""
    topology = load_topology(environment)
    workloads = {each.name: each for each in topology.workloads}
    references = doors.locked_references(environment)
    rows: list[dict[str, object]] = []
    for seen in observe(environment):
        workload = workloads[seen.name]
        locked = references.get(workload.image)
        verdict = judge(workload, seen)
        drift = seen.state != "absent" and (locked is None or seen.image != str(locked))
        rows.append({**asdict(seen), "verdict": verdict, "as_locked": not drift})
    if as_json:
        consoles = console_addresses(topology)
        answer = {"environment": environment, "consoles": consoles, "workloads": rows}
        sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    else:
        _print_table(environment, rows)
        sys.stdout.write(f"\nOpen in a browser:\n{render_consoles(topology)}\n")
    raise typer.Exit(exit_status(rows))


def exit_status(rows: list[dict[str, object]]) -> int:
    """0 if all is healthy and as locked, 3 for another digest, else 1."""
    if any(row["verdict"] != "healthy" for row in rows):
        return exit_codes.FAILURE
    return exit_codes.OK if all(row["as_locked"] for row in rows) else exit_codes.DRIFT


def _print_table(environment: str, rows: list[dict[str, object]]) -> None:
    from rich.console import Console  # noqa: PLC0415 - not needed for --json
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("workload", "state", "digest", "published", "restarts"):
        table.add_column(heading, no_wrap=heading != "state")
    for row in rows:
        colour = "green" if row["verdict"] == "healthy" else "red"
        digest = str(row["image"]).partition("@")[2][:_DIGEST_CHARACTERS]
        note = "" if row["as_locked"] else " [yellow](not as locked)[/]"
        table.add_row(
            str(row["name"]),
            f"[{colour}]{str(row['verdict']).removeprefix('is ')}[/]",
            digest + note,
            ", ".join(row["ports"]) if isinstance(row["ports"], tuple) else "",
            str(row["restarts"]),
        )
    console = Console()
    if not console.is_terminal:
        console.width = _LOG_COLUMNS
    console.print(f"NovaOS, environment {environment}", highlight=False)
    console.print(table, highlight=False)
