"""What `novaos status` concludes."""

import pytest

from cli import exit_codes
from cli.status import exit_status

HEALTHY = {"verdict": "healthy", "as_locked": True}


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([HEALTHY], exit_codes.OK),
        ([HEALTHY, {"verdict": "healthy", "as_locked": False}], exit_codes.DRIFT),
        ([HEALTHY, {"verdict": "is absent", "as_locked": True}], exit_codes.FAILURE),
        ([{"verdict": "waiting", "as_locked": False}], exit_codes.FAILURE),
    ],
)
def test_exit_status(rows: list[dict[str, object]], status: int) -> None:
    assert exit_status(rows) == status
