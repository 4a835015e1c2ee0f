"""A preview that finds nothing to change, against the preview of a program without resources.

Both are the same Pulumi with the same state backend in the same run; ours checks every image's
verdict and every resource against the policy pack.
"""

from pathlib import Path

from cli import doors
from infra import deployment
from novaos.command import run
from novaos.errors import PreconditionError
from novaos.workspace import VAR, tool
from tests.bench.measurement import Measured, Peer, Result, Say, alternate, seconds
from tests.bench.stages import quiet

_RUNS = 10
_EXPECTED_S = 2.5
_PROGRAM = Path(__file__).with_name("empty_program")
_STACK = "bench"


def measure(environment: str, say: Say) -> list[Result]:
    """Both previews in turns; the stack is deployed and unchanged."""
    say(f"previewing an unchanged stack and an empty program, {_RUNS} times each")
    backend = VAR / "bench-state"
    backend.mkdir(exist_ok=True)
    variables = {
        **doors.pulumi_environment(environment),
        "PULUMI_BACKEND_URL": backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "measured, holds no secret",
    }
    variables.pop("PULUMI_CONFIG_PASSPHRASE_FILE", None)
    pulumi: list[str | Path] = [tool("pulumi"), "--cwd", _PROGRAM, "--non-interactive"]
    run([*pulumi, "stack", "init", _STACK], env=variables)
    run([*pulumi, "up", "--stack", _STACK, "--yes", "--skip-preview"], env=variables)
    ours, theirs = alternate(
        lambda: seconds(lambda: _preview_nothing(environment)),
        lambda: seconds(lambda: run([*pulumi, "preview", "--stack", _STACK], env=variables)),
        _RUNS,
    )
    peer = Peer("pulumi preview, empty program", theirs)
    return [Measured("no-op preview with all checks", "s", ours, _EXPECTED_S, peer)]


def _preview_nothing(environment: str) -> None:
    changes = deployment.preview(environment, quiet)
    if changes.keys() - {"same"}:
        raise PreconditionError(f"the stack is not unchanged: {changes}", fix="deploy it first")
