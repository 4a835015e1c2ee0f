"""Every check of every running workload. What could not be looked at fails the audit."""

import pytest

from tests.audit.results import NOT_APPLICABLE, PASS
from tests.audit.run import AuditRun


@pytest.mark.docker
def test_every_declared_container_was_looked_at(audit: AuditRun) -> None:
    assert audit.not_looked_at() == {}


@pytest.mark.docker
def test_running_container_meets_control(
    audit: AuditRun,
    workload: str,
    check_id: str,
    controls: tuple[str, ...],
    request: pytest.FixtureRequest,
) -> None:
    # Properties of the JUnit record; the fixture record_property refuses the xunit2 family.
    request.node.user_properties += [("control", control) for control in controls]
    result = audit.check(check_id, workload, controls)
    if workload in audit.not_looked_at():
        # The result says "skipped"; the test above fails, once for the whole container.
        pytest.skip(result.detail[0])
    if result.outcome == NOT_APPLICABLE:
        pytest.skip(result.detail[0])
    assert result.outcome == PASS, f"{workload}: {result.outcome}: {result.detail}"
