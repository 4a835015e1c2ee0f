"""A copy of the checkout in which a test can tamper with the program, the locks or the evidence.

It shares tools, plugins and the Python environment with the checkout, and gets copies of secrets,
evidence and state. What the tests try in it has to be refused, so nothing in the engine changes.
"""

import os
import shutil
import subprocess
from pathlib import Path

from infra.pulumi_environment import pulumi_environment
from novaos.workspace import REPOSITORY, VAR

ENVIRONMENT = "test"
_SHARED = frozenset({"PATH", "PYTHONPYCACHEPREFIX"})
"""Python's bytecode is filed by the path of its source, so copies do not disturb each other."""
_PROGRAM = ("novaos", "images", "sbom", "policies", "infra")


def copy_checkout(folder: Path) -> Path:
    """Copy what pulumi needs into `folder`."""
    for name in _PROGRAM:
        ignored = shutil.ignore_patterns("__pycache__", "plugins")
        shutil.copytree(REPOSITORY / name, folder / name, ignore=ignored)
    for path in REPOSITORY.glob("Pulumi*.yaml"):
        shutil.copy2(path, folder)
    shutil.copytree(REPOSITORY / "secrets" / ENVIRONMENT, folder / "secrets" / ENVIRONMENT)
    shutil.copytree(VAR / "evidence" / ENVIRONMENT, folder / "var" / "evidence" / ENVIRONMENT)
    for name in ("state", "config"):
        shutil.copytree(VAR / "pulumi" / name, folder / "var" / "pulumi" / name)
    (folder / "var" / "bin").symlink_to(VAR / "bin")
    (folder / "var" / "pulumi" / "home").symlink_to(VAR / "pulumi" / "home")
    return folder


def pulumi_by_hand(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type a pulumi command in `folder`, with the environment that `make shell` gives there."""
    environment = {
        name: value if name in _SHARED else value.replace(str(REPOSITORY), str(folder))
        for name, value in pulumi_environment(ENVIRONMENT).items()
    }
    return subprocess.run(
        [str(VAR / "bin" / "pulumi"), *words, "--stack", ENVIRONMENT, "--non-interactive"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that has to be there."""
    text = path.read_text()
    assert old in text, f"{path} does not contain {old!r}"
    path.write_text(text.replace(old, new))
