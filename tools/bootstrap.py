"""Make this host ready, then become the command after `--`.

    python3 -m tools.bootstrap [--until python|tools|all] [--browser] [-v] [-- command ...]

Stages: host, packages, python, engine, tools, plugins. Each is idempotent, looks first, and does
only what is missing. `python` needs no engine; `tools` adds the built tools; `all` everything.
`--browser` adds the distribution's Chromium, which tests of the consoles drive.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this very check
    # Plain text and no import of ours: those need 3.11 to be read at all.
    sys.stderr.write(
        "error: this Python is " + sys.version.split()[0] + ", 3.11 or newer is needed\n"
        "  fix: apt-get install python3.11 python3.11-venv, then: make PYTHON=python3.11 <target>\n"
    )
    sys.exit(5)

import argparse
import os
import time

from novaos.errors import NovaosError
from novaos.workspace import REPOSITORY, VAR
from tools.catalogue import TOOLS
from tools.engine import Answer, ask_engine, ensure_engine
from tools.host import check_host
from tools.install import cached, ensure_tools
from tools.packages import ensure_packages, find_missing
from tools.plugins import ensure_plugins
from tools.progress import Progress, render_seconds
from tools.python_environment import PYTHON, ensure_python_environment

_INTERRUPTED = 130


def prepare(progress: Progress, until: str, *, browser: bool) -> None:
    """Run the stages up to `until`."""
    with progress.stage("host") as say:
        say(check_host(tools_are_built=all(cached(tool).is_file() for tool in TOOLS)))
    with progress.stage("packages") as say:
        engine_answers = ask_engine() is not Answer.NO
        python_only = until != "all"
        missing = find_missing(
            engine_answers=engine_answers, python_only=python_only, browser=browser
        )
        done = ensure_packages(missing, say)
        # Newer Debian has the engine's client in a package of its own.
        if missing and (late := find_missing(engine_answers=True, python_only=python_only)):
            done += f"; {ensure_packages(late, say)}"
        say(done)
    with progress.stage("python") as say:
        say(ensure_python_environment(say))
    if until == "python":
        return
    if until == "all":
        with progress.stage("engine") as say:
            say(ensure_engine(say))
    with progress.stage("tools") as say:
        say(ensure_tools(PYTHON, say))
    with progress.stage("plugins") as say:
        say(ensure_plugins(say))


def main() -> None:
    """Read the arguments, prepare, and hand over."""
    ours, command = _split(sys.argv[1:])
    parser = argparse.ArgumentParser(prog="bootstrap", description=__doc__)
    parser.add_argument("--until", choices=("python", "tools", "all"), default="all")
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args(ours)
    started = time.monotonic()
    progress = Progress(verbose=options.verbose)
    try:
        prepare(progress, options.until, browser=options.browser)
    except NovaosError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; run again to continue where it stopped\n")
        sys.exit(_INTERRUPTED)
    elapsed = time.monotonic() - started
    sys.stderr.write(f"ready after {render_seconds(elapsed)}\n")
    if command:
        program = REPOSITORY / ".venv" / "bin" / command[0]
        environment = {
            **os.environ,
            "NOVAOS_BOOTSTRAP_SECONDS": f"{elapsed:.2f}",
            # Compiled once, also where the host forbids bytecode beside the sources.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(VAR / "bytecode"),
        }
        os.execve(program, [str(program), *command[1:]], environment)  # noqa: S606 - no shell


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


if __name__ == "__main__":
    main()
