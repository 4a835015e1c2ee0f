"""The life of a post: every status with every action, and walks of any length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.blackrose.post_state import TRANSITIONS, Action, Status, require_next
from services.core_api.errors import StateConflictError

EVERY = [(status, action) for status in Status for action in Action]


@pytest.mark.parametrize(("status", "action"), EVERY)
def test_what_is_not_listed_is_refused_with_the_fix(status: Status, action: Action) -> None:
    expected = TRANSITIONS.get((status, action))
    if expected is not None:
        assert require_next(status, action) is expected
        return
    with pytest.raises(StateConflictError, match="it has to be in"):
        require_next(status, action)


@given(st.lists(st.sampled_from(Action), max_size=30))
def test_no_way_to_be_seen_leads_past_the_review(actions: list[Action]) -> None:
    status, approved = Status.DRAFT, False
    for action in actions:
        following = TRANSITIONS.get((status, action))
        if following is None:
            continue
        approved = action is Action.APPROVE or (approved and action is not Action.EDIT)
        status = following
        if status is Status.PUBLISHED:
            assert approved


@pytest.mark.parametrize("action", Action)
def test_withdrawn_is_the_end(action: Action) -> None:
    assert (Status.WITHDRAWN, action) not in TRANSITIONS


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.WITHDRAWN])
def test_every_post_can_be_withdrawn(status: Status) -> None:
    assert require_next(status, Action.WITHDRAW) is Status.WITHDRAWN
