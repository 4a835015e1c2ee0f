"""A copy of the checkout with a registry of its own to measure in.

Benchmarks change source files, sign with keys of their own, deploy and destroy; none of it may
touch what a developer has. Evidence is attached in a registry, so that is not shared either.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from images.lock import load_lock
from images.registry import ensure_local_registry
from images.registry_site import RegistrySite
from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.workspace import REPOSITORY, VAR
from tests.bench.measurement import Say

ENVIRONMENT = "test"
SITE = RegistrySite("novaos-bench-registry", 5761)
_LEFT_OUT = shutil.ignore_patterns(
    "var", "secrets", ".venv", ".*_cache", ".hypothesis", "__pycache__"
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where to measure."""

    checkout: Path
    registry: str


def require_unused_environment() -> None:
    """Refuse if somebody uses the environment that benchmarks deploy.

    Raises `PreconditionError` with the command that frees it.
    """
    used = run(["docker", "ps", "-aq", "--filter", f"label=novaos.environment={ENVIRONMENT}"])
    if used.stdout.strip():
        raise PreconditionError(
            f"environment {ENVIRONMENT} is in use on this engine",
            fix=f"wait for the tests to end, or run: make down PURGE=1 ENV={ENVIRONMENT}",
        )


@contextmanager
def opened(say: Say) -> Iterator[Workshop]:
    """Give a copy of the checkout and a registry; both are removed afterwards."""
    VAR.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=VAR, prefix="bench-") as folder:
        checkout = Path(folder) / "checkout"
        shutil.copytree(REPOSITORY, checkout, symlinks=True, ignore=_LEFT_OUT)
        # Tools and plugins are shared; state, configuration, secrets and evidence are not.
        for shared in (".venv", "var/bin", "var/pulumi/home"):
            (checkout / shared).parent.mkdir(parents=True, exist_ok=True)
            (checkout / shared).symlink_to(REPOSITORY / shared)
        try:
            yield Workshop(checkout, ensure_local_registry(SITE, load_lock("registry"), say))
        finally:
            _remove_registry()


def _remove_registry() -> None:
    for kind in ("container", "volume", "network"):
        with suppress(CommandError):  # it was never made
            run(["docker", kind, "rm", *(["--force"] if kind != "network" else []), SITE.name])
    # By name: other environments have images with the same digests under theirs.
    pulled = ["docker", "images", "--digests", "--filter", f"reference={SITE.address}/*/*"]
    names = run([*pulled, "--format", "{{.Repository}}@{{.Digest}}"]).stdout.split()
    if names:
        run(["docker", "rmi", *names])
