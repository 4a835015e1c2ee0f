"""An audit counts with its facts, unchanged; what it did not look at was not audited."""

from pathlib import Path

import pytest

from infra.supply_audit import load_last_audit
from tests.audit.results import FAIL, NOT_APPLICABLE, PASS, AuditFolder, Result
from tests.support.audit_facts import EXPECTED, good_facts
from tests.support.workspace import use_workspace

_WORKLOAD = EXPECTED.workload


@pytest.fixture(autouse=True)
def facts_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_workspace(monkeypatch, tmp_path)
    folder = AuditFolder("test")
    path = folder.write_facts(good_facts())
    results = [
        Result("image-digest", _WORKLOAD, PASS),
        Result("user", _WORKLOAD, FAIL, ("it is root",), ("HARD-6", "CIS-4.1")),
        Result("no-shell", _WORKLOAD, NOT_APPLICABLE, ("declared",)),
        Result("reach", _WORKLOAD, "skipped", ("no tool",)),
    ]
    folder.write_results([EXPECTED], results)
    return path


def test_counts_and_failed_controls_are_told() -> None:
    told = load_last_audit("test").describe(_WORKLOAD)
    assert told == {
        "state": "audited",
        "audited_at": good_facts().collected_at,
        "digest": EXPECTED.image.partition("@")[2],
        "passed": 1,
        "failed": 1,
        "not_applicable": 1,
        "could_not_check": 1,
        "unchecked": ["reach"],
        "failures": [{"check": "user", "controls": ["HARD-6", "CIS-4.1"], "detail": "it is root"}],
    }


def test_changed_facts_prove_nothing(facts_file: Path) -> None:
    facts_file.write_text("{}")
    assert load_last_audit("test").describe(_WORKLOAD)["could_not_check"] == 4


@pytest.mark.parametrize(("environment", "workload"), [("dev", _WORKLOAD), ("test", "nobody")])
def test_what_was_not_looked_at_is_not_audited(environment: str, workload: str) -> None:
    told = load_last_audit(environment).describe(workload)
    assert told["state"] == "not audited"
    assert told["reason"]
