"""The version of a tool that our records name: the one its Go module file pins.

The programs are built from `tools/<name>/go.mod`, or taken from PATH only when the version there
is the same, so the pin is the fact; what the programs print depends on linker flags.
"""

import re
from functools import cache

from novaos.errors import PreconditionError
from novaos.workspace import REPOSITORY


@cache
def pinned_version(name: str) -> str:
    """Version of the tool `name`, without the leading v.

    Raises `PreconditionError` if no module pins it.
    """
    path = REPOSITORY / "tools" / name / "go.mod"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PreconditionError(f"{path} is missing", fix="restore it from git") from error
    package = re.search(r"^tool\s+(\S+)$", text, re.MULTILINE)
    for module, version in re.findall(r"^(?:require\s+|\t)(\S+) v(\S+)", text, re.MULTILINE):
        if package and (package[1] + "/").startswith(module + "/"):
            return str(version)
    raise PreconditionError(f"{path} pins no version of its tool", fix="restore it from git")
