"""The page stands alone: nothing is fetched or run, and what it shows is escaped."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sbom.report.audit_evidence import RunningWorkload
from sbom.report.catalogue import Catalogue, Control, Requirement
from sbom.report.document import Report, Section
from sbom.report.evidence_store import EvidenceFile
from sbom.report.finding import Finding, JudgedControl, Outcome, Verdict
from sbom.report.page import embed, headline, render_page

HOSTILE = "</pre><script>alert(1)</script><img src=http://evil.example/x>"
SHA256 = "a" * 64
_FETCHING = {"src", "srcset", "poster", "data", "action", "background", "formaction", "ping"}


def _control(verdict: Verdict, name: str) -> JudgedControl:
    control = Control(
        id=name, title=f"Title {name}", clause="1", statement="It is so.",
        evidence=(Requirement(audit=("user",)),),
    )  # fmt: skip
    outcome = {Verdict.PASS: Outcome.PASS, Verdict.FAIL: Outcome.FAIL}.get(verdict, Outcome.MANUAL)
    finding = Finding("audit", "user", "core-api", outcome, HOSTILE, SHA256)
    return JudgedControl(control, verdict, HOSTILE, (finding,))


def _report(*verdicts: Verdict) -> Report:
    controls = tuple(_control(each, f"X-{index}") for index, each in enumerate(verdicts))
    catalogue = Catalogue(
        id="all", title="All", source=HOSTILE, order=1,
        controls=tuple(each.control for each in controls),
    )  # fmt: skip
    file = EvidenceFile("Facts", "var/facts.json", SHA256, "2026-01-01T00:00:00Z", HOSTILE.encode())
    workload = RunningWorkload("core-api", "x@sha256:" + "d" * 64, {"shell": HOSTILE})
    section = Section(catalogue, controls)
    return Report("test", "2026-01-01T00:00:00Z", "hint=", (workload,), (section,), (file,))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture
def page() -> str:
    return render_page(_report(*Verdict), "cosign verify-blob-attestation report.html")


def test_nothing_is_run_and_nothing_is_fetched(page: str) -> None:
    parser = _Page()
    parser.feed(page)
    tags = {tag for tag, _ in parser.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for _, attributes in parser.tags:
        assert not _FETCHING & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        link = attributes.get("href") or "#"
        assert link.startswith(("#", "data:application/gzip;base64,"))
    assert not re.search(r"url\(|@import", page.partition("<style>")[2].partition("</style>")[0])
    assert "default-src 'none'" in page


def test_hostile_evidence_is_text(page: str) -> None:
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_link_in_the_page_has_its_target(page: str) -> None:
    parser = _Page()
    parser.feed(page)
    ids = [attributes["id"] for _, attributes in parser.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {(attributes.get("href") or "#")[1:] for _, attributes in parser.tags}
    assert {each for each in links if each} <= set(ids)


def test_every_control_evidence_and_verdict_is_there_in_words(page: str) -> None:
    for word in ("Pass", "Fail", "Manual", "Not applicable"):
        assert f"{word}</span>" in page
    assert SHA256 in page
    assert page.count('<details class="control') == len(Verdict)


def test_a_long_file_becomes_a_download() -> None:
    file = EvidenceFile("SBOM", "var/sbom.json", SHA256, "2026-01-01T00:00:00Z", b"x" * 200_000)
    embedded = embed(file)
    assert embedded.text == ""
    assert embedded.link.startswith("data:application/gzip;base64,")
    assert embedded.download_name == "aaaaaaaaaaaa-sbom.json.gz"


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        ((Verdict.PASS, Verdict.NOT_APPLICABLE), "All 1 applicable controls pass."),
        ((Verdict.PASS, Verdict.FAIL), "1 of 2 controls fails."),
        ((Verdict.MANUAL, Verdict.PASS), "No control fails; 1 of 2 needs a person's look."),
    ],
)
def test_headline_says_how_things_are(verdicts: tuple[Verdict, ...], sentence: str) -> None:
    assert headline(_report(*verdicts)) == sentence


def test_an_empty_stack_is_said() -> None:
    assert "Nothing was seen running." in render_page(
        replace(_report(Verdict.FAIL), workloads=()), "x"
    )
