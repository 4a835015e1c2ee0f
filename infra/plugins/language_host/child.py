"""Processes that the language host starts: which interpreter, and how output travels."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import IO

_PIECE_BYTES = 1 << 16
EXECUTOR = Path(__file__).with_name("executor.py")
SHOWN = 32
"""`executor.SHOWN`, repeated (a test compares): that module imports the whole SDK."""


class UnsupportedOptionError(Exception):
    """Pulumi.yaml asks for a runtime option that this host does not serve."""


def choose_interpreter(options: Mapping[str, object], root: str) -> str:
    """Interpreter for a program: its `virtualenv` option, else the one this host runs on.

    Raises `UnsupportedOptionError` for options that would change how the program runs.
    """
    unknown = sorted(set(options) - {"virtualenv", "toolchain", "typechecker"})
    if options.get("toolchain") not in (None, "pip") or options.get("typechecker") or unknown:
        raise UnsupportedOptionError(
            f"runtime options {dict(options)} are not served by NovaOS's Python language host; "
            "use only virtualenv and toolchain: pip in Pulumi.yaml",
        )
    chosen = options.get("virtualenv")
    if not chosen:
        return sys.executable
    interpreter = Path(root, str(chosen), "bin", "python")
    if not interpreter.is_file():
        raise UnsupportedOptionError(
            f"virtualenv {chosen}: {interpreter} is missing; create it or remove the option",
        )
    return str(interpreter)


def run_through(argv: Sequence[str], *, cwd: str, env: Mapping[str, str]) -> int:
    """Run `argv` to its end on our own output, which the engine shows; its exit status."""
    return subprocess.run(argv, cwd=cwd or None, env=env, check=False).returncode


def stream(
    argv: Sequence[str],
    *,
    cwd: str,
    env: Mapping[str, str],
) -> Iterator[tuple[str, bytes | int]]:
    """Run `argv`; yield stdout and stderr by name as they come, at last the exitcode."""
    process = subprocess.Popen(
        argv,
        cwd=cwd or None,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    pieces: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
    pipes = {"stdout": process.stdout, "stderr": process.stderr}
    readers = [
        threading.Thread(target=_pump, args=(name, pipe, pieces), daemon=True)
        for name, pipe in pipes.items()
        if pipe is not None
    ]
    try:
        for reader in readers:
            reader.start()
        open_pipes = len(readers)
        while open_pipes:
            name, piece = pieces.get()
            if piece:
                yield name, piece
            else:
                open_pipes -= 1
        yield "exitcode", process.wait()
    finally:
        # The engine ends a plugin by dropping the stream: the child must not outlive it.
        process.kill()
        process.wait()


def _pump(name: str, pipe: IO[bytes], pieces: SimpleQueue[tuple[str, bytes]]) -> None:
    """Move what comes out of `pipe` into the queue; an empty piece marks its end."""
    with pipe:
        # os.read returns what is there now: a plugin's port must not wait for a full buffer.
        while piece := os.read(pipe.fileno(), _PIECE_BYTES):
            pieces.put((name, piece))
    pieces.put((name, b""))
