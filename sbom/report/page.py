"""Render the report as one page that needs nothing else: no script, no request, style inside.

Each evidence file is in the page once: as text if it is short, else as a compressed download.
"""

import base64
import gzip
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from sbom.report.document import PREDICATE_TYPE, Report
from sbom.report.evidence_store import EvidenceFile
from sbom.report.finding import JudgedControl, Verdict

_FOLDER = Path(__file__).parent
_LONGEST_TEXT_BYTES = 100_000
"""Longer files would make the page slow to open; a facts file has about 60 kB."""
VERDICT_WORDS = {
    Verdict.PASS: "Pass",
    Verdict.FAIL: "Fail",
    Verdict.MANUAL: "Manual",
    Verdict.NOT_APPLICABLE: "Not applicable",
}


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """One evidence file, ready to be put into the page."""

    file: EvidenceFile
    text: str
    """Its content, or empty if it is offered as a download."""
    link: str
    """Data URL of the compressed content, or empty if the text is in the page."""

    @property
    def download_name(self) -> str:
        """File name that a browser saves the download under."""
        return f"{self.file.sha256[:12]}-{self.file.path.rpartition('/')[2]}.gz"


def embed(file: EvidenceFile) -> EmbeddedFile:
    """Choose how `file` goes into the page."""
    if len(file.content) <= _LONGEST_TEXT_BYTES:
        return EmbeddedFile(file, file.content.decode("utf-8", "replace"), "")
    packed = gzip.compress(file.content, mtime=0)
    return EmbeddedFile(
        file, "", f"data:application/gzip;base64,{base64.b64encode(packed).decode()}"
    )


def render_page(report: Report, verify_command: str) -> str:
    """Give the page as HTML text."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["anchor"] = _anchor
    environment.filters["short"] = _short
    return environment.get_template("page.html.j2").render(
        report=report,
        words=VERDICT_WORDS,
        headline=headline(report),
        embedded=[embed(file) for file in report.evidence],
        names={file.sha256: file.title for file in report.evidence},
        # The only text that is put in unescaped: our own style sheet.
        style=Markup((_FOLDER / "page.css").read_text(encoding="utf-8")),  # noqa: S704
        verify_command=verify_command,
    )


def headline(report: Report) -> str:
    """Say in one sentence how things are."""
    counts = report.counts
    total = sum(counts.values())
    applicable = total - counts[Verdict.NOT_APPLICABLE]
    if counts[Verdict.FAIL]:
        number = counts[Verdict.FAIL]
        return f"{number} of {applicable} controls {'fails' if number == 1 else 'fail'}."
    if counts[Verdict.MANUAL]:
        number = counts[Verdict.MANUAL]
        person = "needs" if number == 1 else "need"
        return f"No control fails; {number} of {applicable} {person} a person's look."
    return f"All {applicable} applicable controls pass."


def verification_command(public_key: str) -> str:
    """Shell command that verifies page and signature without a network or our code."""
    flags = "--insecure-ignore-tlog --offline --trusted-root empty-trusted-root.json"
    bundle = f"--type {PREDICATE_TYPE} --bundle report.bundle.json"
    return f"cosign verify-blob-attestation --key {public_key} {flags} {bundle} report.html"


def _anchor(judged: JudgedControl) -> str:
    return f"control-{judged.control.id}"


def _short(sha256: str) -> str:
    return sha256[:12]
