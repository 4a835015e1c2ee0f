"""One line of the doctor's answer."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How serious a finding is."""

    OK = "ok"
    WARNING = "warning"
    """Works, and is less safe or less proven than it could be."""
    FAILED = "failed"
    """`novaos up` will not work, or not safely."""
    UNKNOWN = "unknown"
    """Could not be looked at; never a success."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen, why it matters, and the command that puts it right."""

    name: str
    status: Status
    what: str
    why: str = ""
    fix: str = ""


Check = Callable[[], Finding]


def good(name: str, what: str) -> Finding:
    """Say that all is well."""
    return Finding(name, Status.OK, what)
