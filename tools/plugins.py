"""Have Pulumi's plugins installed by `infra.plugins.install`, again only when its inputs changed.

That module lives in the virtual environment's world, so it runs in a process of its own
(`python -m tools.plugins`) and each line it prints is passed on.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from novaos.errors import PreconditionError
from novaos.evidence import write_atomically
from novaos.exclusive import exclusive
from novaos.workspace import REPOSITORY, VAR, tool
from tools.python_environment import PYTHON

_RECORD = VAR / "pulumi" / ".novaos-plugins.json"
_RESULT_PREFIX = "result: "


def ensure_plugins(say: Callable[[str], None]) -> str:
    """Install the language host and the resource plugin; returns which ones serve."""
    record = _load_record()
    if record.get("inputs") == _inputs():
        return str(record.get("result"))
    with exclusive(VAR / "plugins.lock", "installing Pulumi plugins", wait=True):
        result = _install(say)
        content = json.dumps({"inputs": _inputs(), "result": result})
        write_atomically(_RECORD, content.encode())
    return result


def _install(say: Callable[[str], None]) -> str:
    lines: list[str] = []
    with subprocess.Popen(
        [PYTHON, "-m", "tools.plugins"],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            say(line.rstrip())
    if process.returncode != 0 or not lines or not lines[-1].startswith(_RESULT_PREFIX):
        raise PreconditionError(
            "the Pulumi plugins could not be installed:\n" + "\n".join(lines),
            fix="correct what the lines above name, then run this again",
        )
    return lines[-1].removeprefix(_RESULT_PREFIX)


def _inputs() -> dict[str, object]:
    hasher = hashlib.sha256()
    sources = [*sorted((REPOSITORY / "infra" / "plugins").rglob("*.py")), Path(__file__)]
    for path in [*sources, REPOSITORY / "requirements" / "project.txt"]:
        hasher.update(path.read_bytes())
    return {
        "sources": hasher.hexdigest(),
        "pulumi_modified_ns": tool("pulumi").stat().st_mtime_ns,
        "language_host": tool("pulumi-language-python").exists(),
    }


def _load_record() -> dict[str, object]:
    try:
        record = json.loads(_RECORD.read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def main() -> None:
    """Install the plugins in this process; the last line printed is the result."""
    from infra.plugins.install import install_plugins  # noqa: PLC0415 - needs the environment

    def say(message: str) -> None:
        sys.stdout.write(f"{message}\n")
        sys.stdout.flush()

    say(_RESULT_PREFIX + install_plugins(say))


if __name__ == "__main__":
    main()
