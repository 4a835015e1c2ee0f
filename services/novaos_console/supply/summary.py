"""The supply chain as one value: every workload with its states, and what all of them add up to.

Pure: made from what core-api answered and the time. Nothing here asks, and nothing is guessed.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.console.views import as_moment
from services.novaos_console.supply.words import (
    Facts,
    Word,
    judge_audit,
    judge_hardening,
    judge_sbom,
    judge_signature,
    judge_verdict,
    judge_vulnerabilities,
    judge_waiver,
)

OLD_AFTER = timedelta(hours=24)
"""As long as a verdict counts (`max_verdict_age_hours`); an older summary proves no valid one."""
_SHORT_HEX_DIGITS = 12


@dataclass(frozen=True, slots=True)
class WorkloadLine:
    """One workload, judged."""

    name: str
    digest: str
    facts: Facts
    """As published for the workload."""
    image: Facts
    """As published for its image; empty if nothing was."""
    signature: Word
    sbom: Word
    vulnerabilities: Word
    verdict: Word
    hardening: Word
    audit: Word
    running: Word
    waivers: tuple[tuple[Facts, Word], ...]

    @property
    def short_digest(self) -> str:
        """Enough of the digest to tell images apart by eye."""
        return self.digest.partition(":")[2][:_SHORT_HEX_DIGITS]

    @property
    def image_name(self) -> str:
        """Last part of the repository."""
        return str(self.facts.get("image", "")).rpartition("/")[2]

    @property
    def scan(self) -> Facts:
        """The published scan, or nothing."""
        found: Facts = self.image.get("scan") or {}
        return found

    @property
    def database(self) -> Facts:
        """The vulnerability database of the scan, or nothing."""
        found: Facts = self.scan.get("results", {}).get("vulnerabilities", {}).get("database") or {}
        return found

    @property
    def words(self) -> dict[str, Word]:
        """Every state with its name."""
        return {
            "signature": self.signature,
            "SBOM": self.sbom,
            "vulnerabilities": self.vulnerabilities,
            "verdict": self.verdict,
            "hardening": self.hardening,
            "audit": self.audit,
            "running image": self.running,
            **{f"waiver {facts['finding']}": word for facts, word in self.waivers},
        }

    @property
    def problems(self) -> list[str]:
        """What is wrong."""
        return [f"{name}: {word.text}" for name, word in self.words.items() if word.tone == "bad"]


@dataclass(frozen=True, slots=True)
class SupplyChain:
    """All workloads of the last summary."""

    environment: str
    published_at: str
    is_old: bool
    lines: tuple[WorkloadLine, ...]

    @property
    def with_problems(self) -> list[WorkloadLine]:
        """Workloads that have one."""
        return [line for line in self.lines if line.problems]

    @property
    def headline(self) -> Word:
        """All of it in one state."""
        if self.with_problems:
            count = len(self.with_problems)
            text = f"{count} of {len(self.lines)} workloads have problems"
            return Word(text, "bad", ", ".join(line.name for line in self.with_problems))
        if self.is_old:
            return Word("old", "warn", "no verdict of that time counts today; publish again")
        open_points = sorted(self.notes)
        if open_points:
            detail = "; ".join(f"{name} ({self.notes[name]})" for name in open_points)
            return Word("no problem found, not all is known", "warn", detail)
        return Word(f"all {len(self.lines)} workloads verified", "ok")

    @property
    def notes(self) -> Counter[str]:
        """What is not known or not current -> of how many workloads."""
        return Counter(
            f"{name} {word.text}" if name not in word.text else word.text
            for line in self.lines
            for name, word in line.words.items()
            if word.tone == "warn"
        )

    def count(self, name: str) -> int:
        """Count the workloads whose state `name` is good."""
        return sum(line.words[name].tone == "ok" for line in self.lines)

    @property
    def waivers(self) -> list[tuple[Facts, Word]]:
        """All waivers, each once per image, the next to expire first."""
        found = {
            (line.digest, facts["finding"]): (facts, word)
            for line in self.lines
            for facts, word in line.waivers
        }
        return sorted(found.values(), key=lambda each: str(each[0]["expires_at"]))

    @property
    def has_images(self) -> bool:
        """Whether anything was published about images; without, waivers are not known either."""
        return any(line.image for line in self.lines)

    @property
    def audited_at(self) -> str | None:
        """When the last audit looked."""
        times = [(line.facts.get("audit") or {}).get("audited_at") for line in self.lines]
        return max((str(each) for each in times if each), default=None)

    def line(self, name: str) -> WorkloadLine | None:
        """Return one workload."""
        return next((line for line in self.lines if line.name == name), None)


def read_supply_chain(
    published: Facts, running: dict[str, str] | None, now: datetime
) -> SupplyChain:
    """Judge what core-api shows; `running` is the image that each workload itself reports.

    None for `running`: the reports could not be read.
    """
    published_at = str(published["published_at"])
    images = published.get("images") or {}
    return SupplyChain(
        environment=str(published["environment"]),
        published_at=published_at,
        is_old=now - as_moment(published_at) > OLD_AFTER,
        lines=tuple(
            _read_line(each, images.get(each["digest"]) or {}, running, now)
            for each in published["items"]
        ),
    )


def read_running(agents: Facts) -> dict[str, str]:
    """Return the image that each agent reports, by the name of its workload."""
    return {f"agent-{each['agent']}": str(each.get("image") or "") for each in agents["items"]}


def _read_line(
    facts: Facts, image: Facts, running: dict[str, str] | None, now: datetime
) -> WorkloadLine:
    return WorkloadLine(
        name=str(facts["workload"]),
        digest=str(facts["digest"]),
        facts=facts,
        image=image,
        signature=judge_signature(image.get("attestations")),
        sbom=judge_sbom(image.get("sbom")),
        vulnerabilities=judge_vulnerabilities(image.get("scan")),
        verdict=judge_verdict(facts, now),
        hardening=judge_hardening(facts.get("hardening")),
        audit=judge_audit(facts),
        running=_judge_running(facts, running),
        waivers=tuple((each, judge_waiver(each, now)) for each in image.get("waivers") or ()),
    )


def _judge_running(facts: Facts, running: dict[str, str] | None) -> Word:
    if running is None:
        return Word("could not be read", "warn", "core-api did not tell what the agents report")
    if facts["workload"] not in running:
        return Word("does not report", "mute", "only agents say which image they run")
    reported = running[facts["workload"]]
    if not reported:
        return Word("no report", "warn", "the agent is silent or names no image")
    if reported.rpartition("@")[2] != facts["digest"]:
        return Word("differs", "bad", f"it reports {reported}")
    return Word("as published", "ok")
