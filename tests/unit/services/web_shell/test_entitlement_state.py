"""An entitlement counts from its start until its end, while it is not revoked."""

from datetime import UTC, datetime

import pytest

from services.web_shell.entitlement_state import code_state, state_of, with_states

_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_BEFORE, _AFTER = "2026-11-22T11:59:59Z", "2026-11-22T12:00:01Z"


def _held(**changes: str | None) -> dict[str, str | None]:
    return {"starts_at": _BEFORE, "ends_at": None, "revoked_at": None, **changes}


@pytest.mark.parametrize(
    ("held", "state"),
    [
        (_held(), "active"),
        (_held(ends_at=_AFTER), "active"),
        (_held(ends_at="2026-11-22T12:00:00Z"), "over"),
        (_held(starts_at=_AFTER), "ahead"),
        (_held(revoked_at=_BEFORE, ends_at=_AFTER), "revoked"),
    ],
)
def test_state_of_an_entitlement(held: dict[str, str | None], state: str) -> None:
    assert state_of(held, _NOW) == state
    assert with_states([held], _NOW) == [{**held, "state": state}]


@pytest.mark.parametrize(
    ("redeemed", "until", "state"),
    [(None, _AFTER, "open"), (None, _BEFORE, "over"), (_BEFORE, _AFTER, "redeemed")],
)
def test_state_of_a_code(redeemed: str | None, until: str, state: str) -> None:
    assert code_state({"redeemed_at": redeemed, "expires_at": until}, _NOW) == state
