"""One audit run: gather each workload's facts once, judge in memory, keep every outcome."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.audit.audit_container import Auditor
from tests.audit.checks import CHECKS
from tests.audit.expected import Expected
from tests.audit.facts import CouldNotLookError, Facts
from tests.audit.gather import gather_facts
from tests.audit.reach import Target, find_targets
from tests.audit.results import FAIL, NOT_APPLICABLE, PASS, SKIPPED, AuditFolder, Result
from tests.audit.secret_search import Needles

_LOOKS_AT_ONCE = 4


def judge(check_id: str, facts: Facts, expected: Expected) -> Result:
    """Apply one check. What could not be looked at is skipped, which is no pass."""
    check = CHECKS[check_id]
    try:
        if reason := check.not_applicable(facts, expected):
            return Result(check_id, expected.workload, NOT_APPLICABLE, (reason,))
        findings = tuple(check.function(facts, expected))
    except CouldNotLookError as error:
        return Result(check_id, expected.workload, SKIPPED, (error.message,))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        # The engine or the kernel answered in a form that the check does not know.
        reason = f"not understood: {type(error).__name__}: {error}"
        return Result(check_id, expected.workload, SKIPPED, (reason,))
    return Result(check_id, expected.workload, FAIL if findings else PASS, findings)


@dataclass
class AuditRun:
    """State of one pytest session."""

    auditor: Auditor
    needles: Needles
    folder: AuditFolder
    results: list[Result] = field(default_factory=list)
    _looked: dict[str, Facts | CouldNotLookError] = field(default_factory=dict)
    _targets: tuple[Target, ...] = ()
    _declared: dict[str, Expected] = field(default_factory=dict)

    def look_at_all(self, declared: Sequence[Expected]) -> None:
        """Gather the facts of all workloads, several at a time: looking is mostly waiting."""
        self._declared = {each.workload: each for each in declared}
        self._targets = find_targets(self.auditor.client, declared)
        with ThreadPoolExecutor(_LOOKS_AT_ONCE) as pool:
            looked = list(pool.map(self._look, declared))
        for expected, facts in zip(declared, looked, strict=True):
            self._looked[expected.workload] = facts

    def facts(self, expected: Expected) -> Facts:
        """Facts of a workload, gathered at the first call.

        Raises `CouldNotLookError` each time if the first look failed.
        """
        if expected.workload not in self._looked:
            self._looked[expected.workload] = self._look(expected)
        looked = self._looked[expected.workload]
        if isinstance(looked, CouldNotLookError):
            raise looked
        return looked

    def not_looked_at(self) -> dict[str, str]:
        """Workloads into which nobody could look, with the reason."""
        looked = self._looked.items()
        return {name: str(each) for name, each in looked if isinstance(each, CouldNotLookError)}

    def _look(self, expected: Expected) -> Facts | CouldNotLookError:
        try:
            facts = gather_facts(
                self.auditor,
                expected.workload,
                expected.container,
                self.needles,
                [each for each in self._targets if each.workload != expected.workload],
            )
        except CouldNotLookError as error:
            return error
        self.folder.write_facts(facts)
        return facts

    def check(self, check_id: str, workload: str, controls: tuple[str, ...]) -> Result:
        """Judge what was seen of a workload, and remember the outcome."""
        expected = self._declared[workload]
        try:
            result = judge(check_id, self.facts(expected), expected)
        except CouldNotLookError as error:
            result = Result(check_id, expected.workload, SKIPPED, (error.message,))
        result = Result(result.check, result.workload, result.outcome, result.detail, controls)
        self.results.append(result)
        return result
