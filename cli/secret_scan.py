"""`novaos secret-scan`: look for keys and tokens in what is, or would be, committed."""

import json
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import typer

from cli import exit_codes
from cli.session import Session
from cli.sources import committed_files
from novaos.command import run
from novaos.workspace import REPOSITORY, tool

_TIME = timedelta(minutes=5)


def secret_scan(context: typer.Context) -> None:
    """Keys and tokens in the sources; exit 4 if there are any."""
    session = Session.of(context)
    with session.stage("secrets") as say:
        say("scanning the sources")
        findings = scan()
        say(f"{len(findings)} found" if findings else "none in the sources")
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    raise typer.Exit(exit_codes.REFUSED if findings else exit_codes.OK)


def scan() -> list[str]:
    """Where a secret is, and of which kind; never the secret itself.

    Raises `CommandError` if the scanner cannot run: that is no clean result.
    """
    with tempfile.TemporaryDirectory() as temporary:
        for name in committed_files():
            target = Path(temporary) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, target)
        # fmt: off
        done = run(
            [tool("trivy"), "filesystem", "--scanners", "secret", "--offline-scan", "--quiet",
             "--no-progress", "--skip-version-check", "--disable-telemetry", "--format", "json",
             temporary],
            timeout=_TIME,
        )
        # fmt: on
    return parse_findings(done.stdout)


def parse_findings(report: str) -> list[str]:
    """Read Trivy's JSON report."""
    return [
        f"{result['Target']}:{secret['StartLine']}: {secret['Title']} ({secret['Severity']})"
        for result in json.loads(report).get("Results") or ()
        for secret in result.get("Secrets") or ()
    ]
