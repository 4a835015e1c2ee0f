"""Compare what runs with what was deployed: the digest that each agent reports, and the lock.

Three words, and none of them is guessed: `intact` if every agent that was deployed reports its own
digest, `violated` if one reports another digest or is not in the lock, `could_not_check` for
everything else: a summary that is missing or old, an agent that is silent or names no image.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows, read_as
from agents.runtime.errors import AgentError

AGENTS_PATH = "/api/v1/telemetry/agents"
IMAGES_PATH = "/api/v1/supply/images"
SUMMARY_PATH = "/api/v1/supply/summary"
_AGENT_PREFIX = "agent-"

Finding = Literal["match", "mismatch", "unknown", "silent", "no_image", "not_reported"]
Verdict = Literal["intact", "violated", "could_not_check"]
_VIOLATIONS = ("mismatch", "unknown")
_UNCHECKED = ("silent", "no_image")


class IntegrityInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How old the published lock may be."""

    max_age_hours: Annotated[int, msgspec.Meta(ge=1, le=24 * 365)] = 24 * 7


class RunningAgent(msgspec.Struct, frozen=True):
    """What an agent says about itself."""

    agent: str
    state: str
    image: str = ""


class DeployedImage(msgspec.Struct, frozen=True):
    """What was deployed."""

    workload: str
    digest: str


class WorkloadIntegrity(msgspec.Struct, frozen=True):
    """One workload."""

    workload: str
    finding: Finding
    detail: str


class IntegrityReport(msgspec.Struct, frozen=True):
    """All workloads with the verdict about the agents."""

    verdict: Verdict
    reasons: list[str]
    """Why it is not intact."""
    workloads: list[WorkloadIntegrity]
    published_at: str | None


class _Summary(msgspec.Struct, frozen=True):
    published_at: datetime


def check_integrity(wanted: IntegrityInput, context: TaskContext) -> IntegrityReport:
    """Read both sides and compare them."""
    try:
        published_at = read_as(
            _Summary, context.core_api.get(SUMMARY_PATH), SUMMARY_PATH
        ).published_at
        deployed = load_rows(context, IMAGES_PATH, {}, DeployedImage)
        running = load_rows(context, AGENTS_PATH, {}, RunningAgent)
    except AgentError as error:
        return IntegrityReport("could_not_check", [str(error)[:300]], [], None)
    age = context.now() - published_at
    return compare(running, deployed, published_at, age, timedelta(hours=wanted.max_age_hours))


def compare(
    running: list[RunningAgent],
    deployed: list[DeployedImage],
    published_at: datetime,
    age: timedelta,
    age_max: timedelta,
) -> IntegrityReport:
    """Judge every workload of either side."""
    digests = {image.workload: image.digest for image in deployed}
    agents = {f"{_AGENT_PREFIX}{agent.agent}": agent for agent in running}
    found = [
        _judge(workload, agents.get(workload), digests.get(workload))
        for workload in sorted({*digests, *(name for name in agents if _counts(agents[name]))})
    ]
    reasons = [f"{one.workload}: {one.detail}" for one in found if one.finding in _VIOLATIONS]
    verdict: Verdict = "violated"
    if not reasons:
        reasons = [f"{one.workload}: {one.detail}" for one in found if one.finding in _UNCHECKED]
        if age > age_max:
            reasons.append(f"the lock was published {age // timedelta(hours=1)} hours ago")
        if not any(one.finding == "match" for one in found):
            reasons.append("no agent could be compared")
        verdict = "could_not_check" if reasons else "intact"
    return IntegrityReport(verdict, reasons, found, published_at.isoformat())


def _counts(agent: RunningAgent) -> bool:
    """Tell whether an agent was ever there: one that never ran is not running unknown."""
    return agent.state != "never_seen"


def _judge(workload: str, agent: RunningAgent | None, digest: str | None) -> WorkloadIntegrity:
    if not workload.startswith(_AGENT_PREFIX):
        return WorkloadIntegrity(workload, "not_reported", "it does not report what it runs from")
    if agent is None or agent.state != "online":
        state = "not known" if agent is None else agent.state
        return WorkloadIntegrity(workload, "silent", f"the agent is {state}")
    if digest is None:
        return WorkloadIntegrity(workload, "unknown", "it runs, but is not in the published lock")
    if not agent.image:
        return WorkloadIntegrity(workload, "no_image", "it does not say what it runs from")
    reported = agent.image.rpartition("@")[2]
    if reported != digest:
        return WorkloadIntegrity(workload, "mismatch", f"runs {reported}, deployed was {digest}")
    return WorkloadIntegrity(workload, "match", digest)
