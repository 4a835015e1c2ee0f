"""Who may review, which consents are missing, and what keeps a post back."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.blackrose.publication import (
    PUBLISH,
    REPEAT_INFRINGER_NOTICES,
    GivenConsent,
    Holds,
    check_approval,
    check_infringer,
    check_reviewer,
    check_visibility,
    hash_content,
    missing_consents,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AUTHOR, EDITOR, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
PERSONS = st.sampled_from(["anna", "berta", "clara"])
CONSENTS = st.builds(
    GivenConsent,
    PERSONS,
    st.frozensets(st.sampled_from([PUBLISH, "distribute", "download"])),
    st.sampled_from([None, NOW]),
)


@pytest.mark.parametrize(
    ("reviewer", "author", "editor", "allowed"),
    [
        (OTHER, AUTHOR, EDITOR, True),
        (AUTHOR, AUTHOR, AUTHOR, False),
        (AUTHOR, AUTHOR, EDITOR, False),
        (EDITOR, AUTHOR, EDITOR, False),
        (OTHER, None, None, True),
        (None, AUTHOR, AUTHOR, True),
        (None, None, None, False),
        (None, AUTHOR, None, False),
    ],
)
def test_reviewer_is_a_second_person(
    reviewer: UUID | None, author: UUID | None, editor: UUID | None, *, allowed: bool
) -> None:
    assert (not check_reviewer(reviewer, author, editor)) is allowed


@given(st.lists(PERSONS), st.lists(CONSENTS))
def test_only_a_live_consent_to_publish_counts(
    depicted: list[str], consents: list[GivenConsent]
) -> None:
    live = {one.person_ref for one in consents if one.revoked_at is None and PUBLISH in one.scope}
    assert missing_consents(depicted, consents) == sorted(set(depicted) - live)


@given(st.lists(PERSONS), st.lists(CONSENTS, min_size=1), st.data())
def test_revoking_never_opens_anything(
    depicted: list[str], consents: list[GivenConsent], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(consents) - 1))
    revoked = list(consents)
    revoked[place] = replace(revoked[place], revoked_at=NOW)
    before = set(missing_consents(depicted, consents))
    assert before <= set(missing_consents(depicted, revoked))


@given(st.sets(PERSONS), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_a_post_is_seen_only_when_nothing_is_missing(
    missing: set[str], notices: int, removals: int, reports: int
) -> None:
    found = check_visibility(missing, Holds(notices, removals, reports))
    assert bool(found) is bool(missing or notices or removals or reports)


@pytest.mark.parametrize("approved", [None, hash_content("title", "other")])
def test_approval_of_nothing_or_of_other_content_is_none(approved: str | None) -> None:
    assert check_approval(approved, hash_content("title", "body"))


def test_approval_of_this_content_counts() -> None:
    assert check_approval(hash_content("title", "body"), hash_content("title", "body")) == []


@pytest.mark.parametrize(("upheld", "allowed"), [(0, True), (2, True), (3, False), (9, False)])
def test_repeat_infringer_publishes_nothing(upheld: int, *, allowed: bool) -> None:
    assert REPEAT_INFRINGER_NOTICES == 3
    assert (not check_infringer(upheld)) is allowed


LINES = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))


@given(LINES, st.text(), LINES, st.text())
def test_hash_tells_contents_apart(title: str, body: str, title2: str, body2: str) -> None:
    same = hash_content(title, body) == hash_content(title2, body2)
    assert same is ((title, body) == (title2, body2))
