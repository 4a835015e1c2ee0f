"""Compile the hash-locked requirement files of the images.

Intent is in `requirements/*.in`; versions are those of `requirements/project.txt`, so that the
host tests what the images carry.
"""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from images.catalogue import REQUIREMENTS
from images.wheel import PYTHON_VERSION
from novaos.command import CommandError, run
from novaos.errors import EvidenceUnavailableError
from novaos.workspace import REPOSITORY

INTENT: Mapping[str, str] = MappingProxyType(
    {name: f"requirements/{name}.in" for name in ("agent", "console", "core-api", "echo-ws")}
)
"""Locked file -> the file that says what is wanted."""


def compile_requirements(say: Callable[[str], None]) -> None:
    """Write `images/requirements/<name>.txt` for every name in `INTENT`."""
    for name, intent in INTENT.items():
        say(f"compiling the requirements of {name}")
        argv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes"]
        argv += ["--python-version", PYTHON_VERSION, "--python-platform"]
        argv += ["x86_64-manylinux_2_34", "--no-header", "--no-annotate"]
        argv += ["--only-binary", ":all:", "--constraints", "requirements/project.txt"]
        argv += [intent, "--output-file", str(REQUIREMENTS / f"{name}.txt")]
        try:
            run(argv, cwd=REPOSITORY)
        except CommandError as error:
            raise EvidenceUnavailableError(
                f"requirements of {name} could not be compiled: {error.message}",
                fix="check the network, and that requirements/project.txt is up to date",
            ) from error
