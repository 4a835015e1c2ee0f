"""What glitch can be asked to look at, and what it found, in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.console.forms import Form

INTEGRITY = "check_integrity"
INCIDENTS = "incident_report"
LOGINS = "login_abuse"
LOGS = "scan_logs"
TITLES = {
    INTEGRITY: "Integrity of running images",
    INCIDENTS: "Incident report",
    LOGINS: "Abuse of logins",
    LOGS: "Unusual log entries",
}
"""Capability -> title of its page."""
FINDINGS = {
    "match": ("same", "ok"),
    "mismatch": ("differs", "bad"),
    "unknown": ("not in the lock", "bad"),
    "silent": ("could not check", "warn"),
    "no_image": ("could not check", "warn"),
    "not_reported": ("not reported", "mute"),
}
"""Finding about a workload -> word and tone."""
VERDICTS = {
    "intact": ("intact", "ok"),
    "violated": ("violated", "bad"),
    "could_not_check": ("could not check", "warn"),
}
_MEMBERS = {
    INTEGRITY: {"verdict", "reasons", "workloads", "published_at"},
    INCIDENTS: {"since", "until", "counts", "not_checked", "total", "next_row", "timeline"},
    LOGINS: {"failures", "total", "findings"},
    LOGS: {"entries", "total", "findings"},
}
"""What a result has that the pages can show."""
_SERIOUS = frozenset({"error", "failed", "high", "critical"})
_WARNING = frozenset({"warning", "timed_out", "medium"})


@dataclass(frozen=True, slots=True)
class ShownWorkload:
    """A workload and what was found about its image."""

    name: str
    word: str
    tone: str
    detail: str


def read_check(form: Form) -> tuple[str, dict[str, Any]] | None:
    """Return capability and input of a check, or None for one that is not made here.

    Raises `BadFormError`.
    """
    capability = form.text("check")
    if capability == INCIDENTS:
        given = {"minutes": form.number("minutes"), "from_row": 0}
        if form.optional("from_row"):
            given["from_row"] = form.number("from_row")
        return capability, {**given, "until": form.optional("until")}
    if capability == LOGINS:
        return capability, {"hours": form.number("hours")}
    return (capability, {}) if capability in {INTEGRITY, LOGS} else None


def take_result(capability: str, result: object) -> dict[str, Any] | None:
    """Return a result that the pages can show, or None for anything else."""
    if not isinstance(result, dict) or not _MEMBERS[capability] <= result.keys():
        return None
    return result


def describe_integrity(result: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a check of the images: agents first, as the verdict is about them."""
    shown = [_describe_workload(one) for one in result["workloads"]]
    word, tone = VERDICTS.get(result["verdict"], (result["verdict"], "warn"))
    return {
        "word": word,
        "tone": tone,
        "reasons": result["reasons"],
        "published_at": result["published_at"],
        "agents": [one for one in shown if one.name.startswith("agent-")],
        "others": [one for one in shown if not one.name.startswith("agent-")],
    }


def tone_of(severity: str) -> str:
    """Return the tone of a severity, a level or an outcome."""
    if severity in _SERIOUS:
        return "bad"
    return "warn" if severity in _WARNING else "mute"


def _describe_workload(one: Mapping[str, Any]) -> ShownWorkload:
    word, tone = FINDINGS.get(one["finding"], (one["finding"], "warn"))
    return ShownWorkload(one["workload"], word, tone, one["detail"])
