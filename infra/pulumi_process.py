"""Run pulumi: progress while it works, everything it said when it fails."""

import os
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import IO

from infra.failure_hints import hint_for
from infra.pulumi_environment import pulumi_environment
from infra.pulumi_events import EventReader
from infra.refusal import REFUSED
from novaos.command import Completed, run
from novaos.errors import EvidenceError, NovaosError, PreconditionError
from novaos.workspace import REPOSITORY, VAR, tool

_VIOLATION = "policy "
LOGS = VAR / "pulumi" / "logs"


class DeploymentError(NovaosError):
    """Pulumi, the provider or the engine failed."""


class AdmissionError(EvidenceError):
    """The policy pack or the program's own check refused the deployment."""


def pulumi(environment: str, *words: str) -> Completed:
    """Run a short pulumi command and return what it printed."""
    return run(_argv(words), env=pulumi_environment(environment), cwd=REPOSITORY)


def pulumi_with_progress(
    environment: str, words: Sequence[str], say: Callable[[str], None]
) -> EventReader:
    """Run a long pulumi command with JSON events; its raw output is kept in a log file.

    Raises `AdmissionError` or `DeploymentError` with all reasons.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{environment}-{words[0]}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl"
    reader = EventReader(say)
    with log.open("w") as copy:
        returncode = _stream([*words, "--json"], environment, reader, copy)
    if returncode == 0:
        return reader
    reasons = list(dict.fromkeys(reader.reasons)) or [f"pulumi ended with status {returncode}"]
    text = "\n  ".join("\n  ".join(reason.splitlines()) for reason in reasons)
    message = f"pulumi {words[0]} of {environment} failed:\n  {text}\n  all of its output: {log}"
    if any(reason.startswith((_VIOLATION, REFUSED)) for reason in reasons):
        raise AdmissionError(message, fix="correct what each violation names; nothing was deployed")
    raise DeploymentError(message, fix=hint_for(text))


def _stream(words: Sequence[str], environment: str, reader: EventReader, copy: IO[str]) -> int:
    argv = _argv(words)
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **pulumi_environment(environment)},
            cwd=REPOSITORY,
        )
    except FileNotFoundError as error:
        raise PreconditionError("pulumi is not installed", fix="run: make tools") from error
    with process:
        if process.stdout is not None:
            for line in process.stdout:
                copy.write(line)
                reader.read_line(line)
    return process.returncode


def _argv(words: Sequence[str]) -> list[str]:
    return [str(tool("pulumi")), *words, "--non-interactive", "--color", "never"]
