"""Glitch's capabilities: defensive forensics on what the platform itself records.

Every five minutes it looks by itself and raises alerts; what it could not check is an alert, too.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from agents.glitch.alert import NewAlert, raise_alerts
from agents.glitch.file_facts import FileInput, inspect_file
from agents.glitch.honey_token import MakeTokenInput, TokensInput, make_token, report_tokens
from agents.glitch.incident_report import IncidentInput, report_incident
from agents.glitch.integrity import IntegrityInput, check_integrity
from agents.glitch.log_anomaly import AnomalyInput, AnomalyReport, find_anomalies
from agents.glitch.log_data import read_log
from agents.glitch.login_abuse import LoginAbuseInput, detect_login_abuse
from agents.runtime.capability import Capability, TaskContext, agent_module
from agents.runtime.errors import AgentError, TaskError

VERSION = "1.0.0"
_INTERVAL = timedelta(minutes=5)
_ALERT_LEVELS = ("warning", "error")
_QUIET_SCAN = AnomalyInput(window_minutes=10, baseline_minutes=3 * 60)
"""Short, as it is read every five minutes."""


def scan_logs(wanted: AnomalyInput, context: TaskContext) -> AnomalyReport:
    """Read the logs and find what is unusual."""
    now = context.now()
    since = now - timedelta(minutes=wanted.window_minutes + wanted.baseline_minutes)
    return find_anomalies(read_log(context, since, now), now, wanted)


def find_log_alerts(context: TaskContext) -> list[NewAlert]:
    """Alert about warnings and errors that are new or frequent."""
    return [
        NewAlert(
            key=f"log:{one.kind}:{one.agent}:{one.level}:{one.event}",
            kind="log_anomaly",
            severity="high" if one.level == "error" else "medium",
            message=one.explanation,
            evidence={"count": one.count, "usual": one.usual, "score": one.score},
        )
        for one in scan_logs(_QUIET_SCAN, context).findings
        if one.level in _ALERT_LEVELS and one.kind != "silent"
    ]


def find_login_alerts(context: TaskContext) -> list[NewAlert]:
    """Alert about abuse of logins in the last hour."""
    report = detect_login_abuse(LoginAbuseInput(hours=1), context)
    return [
        NewAlert(
            key=f"login:{one.kind}:{one.subject}",
            kind="login_abuse",
            severity="high",
            message=f"{one.kind} {one.subject}: {one.explanation}",
            evidence={"subject": one.subject, "count": one.count},
        )
        for one in report.findings
    ]


def find_integrity_alerts(context: TaskContext) -> list[NewAlert]:
    """Alert about changed images, and about what could not be checked."""
    report = check_integrity(IntegrityInput(), context)
    if report.verdict == "intact":
        return []
    return [
        NewAlert(
            key=f"integrity:{report.verdict}:{'; '.join(report.reasons)}"[:300],
            kind="integrity",
            severity="critical" if report.verdict == "violated" else "low",
            message=f"integrity {report.verdict}: {'; '.join(report.reasons)}",
            evidence={"verdict": report.verdict, "published_at": report.published_at},
        ),
    ]


class GlitchTick:
    """Look every five minutes; one check that fails does not keep the others from looking."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None
        self._problem = ""

    def __call__(self, context: TaskContext) -> None:
        """Look if it is time.

        Raises `TaskError` with what could not be checked, until it could.
        """
        now = context.now()
        if self._looked_at is None or now - self._looked_at >= _INTERVAL:
            self._looked_at = now
            self._problem = self._look(context)
        if self._problem:
            raise TaskError(self._problem)

    def _look(self, context: TaskContext) -> str:
        problems = []
        for check in _CHECKS:
            try:
                raise_alerts(context, check(context))
            except AgentError as error:
                problems.append(str(error))
        return "; ".join(problems)


_CHECKS: tuple[Callable[[TaskContext], list[NewAlert]], ...] = (
    find_integrity_alerts,
    find_login_alerts,
    find_log_alerts,
)

AGENT = agent_module(
    VERSION,
    Capability(
        "scan_logs",
        AnomalyInput,
        scan_logs,
        "Compare the agents' logs of the last minutes with those before; explain what is unusual.",
    ),
    Capability(
        "login_abuse",
        LoginAbuseInput,
        detect_login_abuse,
        "Find password spraying, brute force and attacks on one account in refused logins.",
    ),
    Capability(
        "inspect_file",
        FileInput,
        lambda wanted, _: inspect_file(wanted),
        "Compute SHA-256 and entropy of a file of at most 32 KiB, and guess what it is.",
    ),
    Capability(
        "check_integrity",
        IntegrityInput,
        check_integrity,
        "Compare the digests that the agents run from with the published lock.",
    ),
    Capability(
        "make_honey_token",
        MakeTokenInput,
        make_token,
        "Make a token that opens nothing and raises an alert when somebody uses it.",
    ),
    Capability(
        "honey_tokens",
        TokensInput,
        report_tokens,
        "List the honey tokens, and the alerts of those that were used.",
    ),
    Capability(
        "incident_report",
        IncidentInput,
        report_incident,
        "Put alerts, warnings, errors and commands of a time in order, as JSON and Markdown.",
    ),
    tick=GlitchTick(),
)
