"""Where things are on the disk. Every other module asks here; nobody builds these paths again.

`repository` holds what is committed. `var` holds what can be made again (evidence, state, reports).
`cache` is shared by all checkouts of a user and is addressed by content or version.
"""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
VAR = REPOSITORY / "var"


def cache_folder() -> Path:
    """The user's cache: tools by version, debs, wheels and layers by digest."""
    chosen = os.environ.get("NOVAOS_CACHE_DIR")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "novaos"


def secrets_folder(environment: str) -> Path:
    """Generated secrets and keys of one environment, mode 0700, never committed."""
    return REPOSITORY / "secrets" / environment


def evidence_root(environment: str) -> Path:
    """Evidence of one environment, one folder per digest."""
    return VAR / "evidence" / environment


def tool(name: str) -> Path:
    """The pinned tool `name`, as `tools/install.py` put it there."""
    return VAR / "bin" / name
