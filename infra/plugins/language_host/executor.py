"""Run one Pulumi program: configure the SDK, run it as a stack, report what it raised.

Started by the language host as a process of its own, so that the program's exit, its threads and
its imports cannot reach the host. Settings that must not be seen in a process list come in the
environment (`PULUMI_CONFIG`, `PULUMI_CONFIG_SECRET_KEYS`). Ends with `SHOWN` when the user
already saw the reason.
"""

import argparse
import asyncio
import atexit
import logging
import os
import runpy
import signal
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

_status = 1


def _leave() -> None:
    """End without taking the interpreter apart, which takes 0.12 s and frees what ends anyway."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_status)


if __name__ == "__main__":
    # Registered first, so called last: after all that the SDK and the program have registered.
    atexit.register(_leave)

import pulumi  # noqa: E402 - see above
import pulumi.runtime  # noqa: E402 - see above

SHOWN = 32
"""Exit status that tells the language host that the error is already in the engine's log.

The value is the one of Pulumi's own executor (sdk/v3 python/cmd/pulumi-language-python-exec).
"""
_RPCS_PER_OPERATION = 4
"""A resource operation blocks up to this many threads on RPCs (Pulumi's executor uses the same)."""


def main() -> int:
    """Run the program named on the command line and return the exit status."""
    signal.signal(signal.SIGINT, _end)
    arguments = parse_arguments(sys.argv[1:])
    configure_runtime(arguments)
    sys.argv = [arguments.program, *arguments.arguments]
    os.chdir(arguments.pwd)
    # A stack that ends early leaves futures nobody awaited; asyncio's complaints about them would
    # bury the one error that the user needs.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    workers = ThreadPoolExecutor(max_workers=max(arguments.parallel, 1) * _RPCS_PER_OPERATION)
    loop.set_default_executor(workers)
    try:
        return run_program(loop, arguments.program)
    finally:
        workers.shutdown(wait=True)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End at once: the engine interrupts the plugin's process group when the deployment is over."""
    # Threads that wait for the engine's answers would hold a normal exit until the engine kills us.
    os._exit(130)


def parse_arguments(words: list[str]) -> argparse.Namespace:
    """Read the flags that the language host passes."""
    parser = argparse.ArgumentParser(prog="executor", allow_abbrev=False)
    for flag in ("monitor", "engine", "project", "stack", "organization", "root-directory"):
        parser.add_argument(f"--{flag}", required=True)
    parser.add_argument("--pwd", required=True)
    parser.add_argument("--parallel", type=int, default=0)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("program")
    parser.add_argument("arguments", nargs="*")
    return parser.parse_args(words)


def configure_runtime(arguments: argparse.Namespace) -> None:
    """Connect the SDK of this process to the engine that started the deployment."""
    pulumi.runtime.set_all_config(
        pulumi.runtime.get_config_env(),
        pulumi.runtime.get_config_secret_keys_env(),
    )
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            monitor=arguments.monitor,
            engine=arguments.engine,
            project=arguments.project,
            stack=arguments.stack,
            parallel=arguments.parallel,
            dry_run=arguments.dry_run,
            organization=arguments.organization,
            root_directory=arguments.root_directory,
        ),
    )


def run_program(loop: asyncio.AbstractEventLoop, program: str) -> int:
    """Run `program` as the stack; what it raises becomes one error in the engine's log."""
    location = Path(program).resolve()
    if location.is_dir() and not (location / "__main__.py").is_file():
        pulumi.log.error(f"no Pulumi program: {location} has no __main__.py")
        return SHOWN

    def run() -> None:
        runpy.run_path(program, run_name="__main__")

    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(run))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return SHOWN
    except Exception as error:  # noqa: BLE001 - the program may raise anything; the user must see it
        pulumi.log.error(render_failure(error, location))
        return SHOWN
    return 0


def render_failure(error: BaseException, location: Path) -> str:
    """Traceback from the user's first frame on: the frames before it are Pulumi's and ours."""
    main_file = location / "__main__.py" if location.is_dir() else location
    frames = traceback.extract_tb(error.__traceback__)
    own = [i for i, frame in enumerate(frames) if Path(frame.filename).resolve() == main_file]
    limit = own[0] - len(frames) if own else None
    text = "".join(traceback.format_exception(error, limit=limit))
    return f"Program failed with an unhandled exception:\n{text}"


if __name__ == "__main__":
    try:
        _status = main()
    except SystemExit as leaving:  # the program may call sys.exit
        _status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        raise
