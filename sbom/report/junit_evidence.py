"""Evidence from test runs: JUnit records, looked up by the name of a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from sbom.report.evidence_store import EvidenceStore
from sbom.report.finding import Finding, Outcome

_NOT_PASSED = ("failure", "error", "skipped")


@dataclass(frozen=True, slots=True)
class JunitEvidence:
    """All JUnit records below one folder."""

    folder: Path

    def look(self, name: str, store: EvidenceStore) -> Iterator[Finding]:
        """Yield one finding per record that knows tests whose name begins with `name`.

        No record asks for a person, who can run the test; a failed or skipped test fails.
        """
        found = False
        for path in sorted(self.folder.rglob("*.xml")):
            outcomes = _outcomes(path, name)
            if not outcomes:
                continue
            found = True
            bad = [test for test, problem in outcomes.items() if problem]
            file = store.add(path, f"Test record {path.stem}")
            if bad:
                detail = f"not passed: {', '.join(bad)}"
                yield Finding("test", name, path.stem, Outcome.FAIL, detail, file.sha256)
            else:
                yield Finding("test", name, path.stem, Outcome.PASS, "", file.sha256)
        if not found:
            detail = f"no record of the test {name}; run: make test"
            yield Finding("test", name, "", Outcome.MANUAL, detail)


def _outcomes(path: Path, name: str) -> dict[str, bool]:
    try:
        # Our own test run wrote the file, a moment ago, on this machine.
        cases = list(ET.parse(path).getroot().iter("testcase"))  # noqa: S314
    except (OSError, ET.ParseError):
        return {}
    return {
        str(case.get("name")): any(case.find(kind) is not None for kind in _NOT_PASSED)
        for case in cases
        if str(case.get("name")).startswith(name)
    }
