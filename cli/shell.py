"""`novaos env` and `novaos shell`: the environment in which plain `pulumi` works.

Only paths and addresses are in it; the passphrase is named by its file, never by its value.
"""

import os
import shlex
import sys

from cli import doors
from cli.options import Environment
from novaos.workspace import REPOSITORY, VAR


def variables(environment: str) -> dict[str, str]:
    """Everything that plain `pulumi up --stack <environment>` needs."""
    given = doors.pulumi_environment(environment)
    path = given.get("PATH") or os.environ.get("PATH", "")
    ours = [str(VAR / "bin"), str(REPOSITORY / ".venv" / "bin")]
    rest = [each for each in path.split(os.pathsep) if each not in ours]
    return {**given, "PATH": os.pathsep.join([*ours, *rest])}


def env(environment: Environment = "dev") -> None:
    """Variables for: eval "$(novaos env)"."""
    for name, value in sorted(variables(environment).items()):
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")


def shell(environment: Environment = "dev") -> None:
    """A shell in which plain `pulumi up` works."""
    program = os.environ.get("SHELL", "/bin/sh")
    sys.stderr.write(f"pulumi up --stack {environment}   (leave with: exit)\n")
    sys.stderr.flush()
    os.execvpe(program, [program], {**os.environ, **variables(environment)})  # noqa: S606 - the user's own shell
