"""Put the pinned tools into `var/bin`: from PATH when it has the very version, else built.

1. A tool on PATH that says it has the pinned version is used.
2. Else it is built from its Go module, whose checksums `go` verifies against go.sum, into the
   user's cache under its version and the hash of everything that decides the build.
3. A build appears in the cache by one rename: an interrupted one leaves nothing behind.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.evidence import write_atomically
from novaos.exclusive import exclusive
from novaos.workspace import VAR, cache_folder, tool
from tools.catalogue import TOOLS, Tool
from tools.go_toolchain import ensure_go
from tools.progress import render_seconds

_BIN = VAR / "bin"
_RECORD = _BIN / ".tools.json"
_PARALLEL_BUILDS = 2
"""The linker is serial: while one tool links, the other compiles."""
_VERSION_TIME = timedelta(seconds=20)
_MINIMUM_GO = "1.26.0"
_record_lock = threading.Lock()


def ensure_tools(python: Path, say: Callable[[str], None], tools: Sequence[Tool] = TOOLS) -> str:
    """Make every tool of `tools` stand in `var/bin`; returns what was done in a few words."""
    missing = [each for each in tools if not _is_recorded(each)]
    if not missing:
        return f"{len(tools)} tools up to date"
    with exclusive(_BIN / ".lock", "installing tools", wait=True):
        to_build = [each for each in missing if not _link_if_there(each)]
        if to_build:
            go = ensure_go(_MINIMUM_GO, python, say)
            _build_all(to_build, go, say)
    return f"{len(to_build)} built, {len(tools) - len(to_build)} there already"


def _link_if_there(wanted: Tool) -> bool:
    source = find_on_path(wanted) or cached(wanted)
    if not source.is_file():
        return False
    _link(wanted, source)
    return True


def _build_all(tools: Sequence[Tool], go: Path, say: Callable[[str], None]) -> None:
    running: list[str] = []

    def build_one(wanted: Tool) -> None:
        running.append(f"{wanted.name} v{wanted.version}")
        say(f"building {' and '.join(running)}")
        started = time.monotonic()
        build(wanted, go)
        _link(wanted, cached(wanted))
        running.remove(f"{wanted.name} v{wanted.version}")
        elapsed = render_seconds(time.monotonic() - started)
        say(f"note: built {wanted.name} v{wanted.version} in {elapsed}")
        say(f"building {' and '.join(running)}" if running else "all tools built")

    with ThreadPoolExecutor(_PARALLEL_BUILDS) as pool:
        longest_first = sorted(tools, key=lambda each: -each.weight)
        for done in [pool.submit(build_one, each) for each in longest_first]:
            done.result()


def cached(wanted: Tool) -> Path:
    """Where this very build of a tool is, or will be, in the user's cache."""
    return cache_folder() / "tools" / wanted.name / wanted.key / wanted.name


def find_on_path(wanted: Tool) -> Path | None:
    """The tool on PATH, if it says that it has the pinned version."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    outside = os.pathsep.join(each for each in folders if Path(each).resolve() != _BIN.resolve())
    found = shutil.which(wanted.name, path=outside)
    if found is None or not has_version(Path(found), wanted):
        return None
    return Path(found).resolve()


def has_version(program: Path, wanted: Tool) -> bool:
    """Whether the program's own answer names the pinned version."""
    try:
        answer = run([program, *wanted.version_arguments], timeout=_VERSION_TIME)
    except (CommandError, OSError):
        return False
    pattern = rf"(?<![\w.])v?{re.escape(wanted.version)}(?![\w.-])"
    return re.search(pattern, answer.stdout + answer.stderr) is not None


def build(wanted: Tool, go: Path) -> None:
    """Build a tool into the cache; nothing is done if another process has just done it.

    Raises `PreconditionError` with the complete output if the build fails.
    """
    target = cached(wanted)
    home = target.parent.parent
    with exclusive(home / ".lock", f"building {wanted.name}", wait=True):
        if target.is_file():
            return
        for left_over in home.glob(".build-*"):
            shutil.rmtree(left_over)
        folder = Path(tempfile.mkdtemp(dir=home, prefix=".build-"))
        try:
            _compile(wanted, go, folder / wanted.name)
            folder.chmod(0o755)
            folder.rename(target.parent)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _compile(wanted: Tool, go: Path, output: Path) -> None:
    # fmt: off
    argv = [go, "build", "-trimpath", "-ldflags", wanted.linker_flags, "-o", output, wanted.package]
    # fmt: on
    done = subprocess.run(
        [str(word) for word in argv],
        cwd=wanted.folder,
        env={**os.environ, **wanted.build_environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PreconditionError(
            f"{wanted.name} v{wanted.version} could not be built:\n{done.stdout.strip()}",
            fix="check the network and the disk, then run again; finished tools are kept",
        )
    if not has_version(output, wanted):
        raise PreconditionError(
            f"{wanted.name} was built but does not say that it is v{wanted.version}",
            fix="correct version_variable in tools/catalogue.py",
        )


def _link(wanted: Tool, source: Path) -> None:
    _BIN.mkdir(parents=True, exist_ok=True)
    temporary = _BIN / f".{wanted.name}.{os.getpid()}"
    temporary.unlink(missing_ok=True)
    if not wanted.copied:
        temporary.symlink_to(source)
    else:
        try:
            temporary.hardlink_to(source)
        except OSError:  # the cache is on another file system
            shutil.copy2(source, temporary)
    temporary.replace(tool(wanted.name))
    with _record_lock:
        record = {**_load_record(), wanted.name: _facts(wanted)}
        write_atomically(_RECORD, json.dumps(record, indent=1, sort_keys=True).encode())


def _is_recorded(wanted: Tool) -> bool:
    try:
        return _load_record().get(wanted.name) == _facts(wanted)
    except OSError:
        return False


def _facts(wanted: Tool) -> dict[str, object]:
    status = tool(wanted.name).stat()
    return {"key": wanted.key, "size": status.st_size, "modified_ns": status.st_mtime_ns}


def _load_record() -> dict[str, dict[str, object]]:
    try:
        record = json.loads(_RECORD.read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
