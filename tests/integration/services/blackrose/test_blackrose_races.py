"""Two people at the same moment: whichever comes first, no rule is broken."""

from typing import Any

import pytest

from services.core_api.blackrose.post_state import Status
from tests.support.blackrose import (
    ADMIN,
    MEMBER,
    REMOVAL,
    REVIEWER,
    STRANGER,
    Collective,
    consent_of,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
ROUNDS = pytest.mark.parametrize("number", range(6))
ANNA = {"person_ref": "P-1", "display_name": "Anna"}


@ROUNDS
def test_code_is_redeemed_once(brc: Collective, number: int) -> None:
    del number
    body = {"tier_id": brc.new_tier(), "expires_at": brc.later(days=1)}
    path = f"/creators/{brc.alice_id}/tier-invitations"
    code = {"code": brc.done(brc.alice, "POST", path, body)["code"]}
    senders = (MEMBER, STRANGER, MEMBER)
    answers = brc.post_at_once(*((who, "/entitlements/redeem", code) for who in senders))
    assert sorted(answer.status_code for answer in answers) == [201, 404, 404]


@ROUNDS
def test_entry_is_recorded_once(brc: Collective, number: int) -> None:
    tier = brc.new_tier()
    entry = {
        "creator_id": brc.alice_id,
        "kind": "subscription",
        "member_id": STRANGER.subject,
        "tier_id": tier,
        "amount_minor": 500,
        "currency": "USD",
        "occurred_at": "2026-01-01T00:00:00Z",
        "category": "c",
        "reference": f"race {number}",
    }
    answers = brc.post_at_once(*((brc.alice, "/ledger", entry) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    held = [one for one in brc.items(STRANGER, "/entitlements") if one["tier_id"] == tier]
    assert len(held) == 1


@ROUNDS
def test_post_is_never_seen_without_consent(brc: Collective, number: int) -> None:
    del number
    post = brc.approved(depicted=[ANNA])
    consent = brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))["id"]
    published, revoked = brc.post_at_once(
        (brc.alice, f"/posts/{post}/publish", None), (ADMIN, f"/consents/{consent}/revoke", None)
    )
    assert revoked.status_code == 200
    assert (published.status_code, brc.status(post)) in {(200, "hidden"), (409, "approved")}


@ROUNDS
def test_copy_is_not_published_beside_a_removal(brc: Collective, number: int) -> None:
    content: dict[str, Any] = {"title": "Race", "body": f"The same {number}"}
    first = brc.published(**content)
    copy = brc.approved(brc.bob, **content)
    published, removal = brc.post_at_once(
        (brc.bob, f"/posts/{copy}/publish", None),
        (None, "/removals", {"post_id": first, **REMOVAL}),
    )
    assert removal.status_code == 201
    assert (published.status_code, brc.status(copy)) in {(200, "hidden"), (409, "approved")}
    assert brc.status(first) == "hidden"


@ROUNDS
def test_what_was_approved_is_what_is_there(brc: Collective, number: int) -> None:
    post = brc.draft()
    brc.done(brc.alice, "POST", f"/posts/{post}/submit")
    answers = brc.post_at_once(
        (REVIEWER, f"/posts/{post}/approve", None),
        (ADMIN, f"/posts/{post}/reject", {"reason_code": "other", "note": f"{number}"}),
        (brc.alice, f"/posts/{post}/withdraw", None),
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert brc.status(post) == Status.WITHDRAWN
    accepted = [answer for answer in answers if answer.status_code == 200]
    assert len(brc.log(post)) == len(accepted)


@ROUNDS
def test_two_removals_of_copies_do_not_wait_for_each_other_for_ever(
    brc: Collective, number: int
) -> None:
    content: dict[str, Any] = {"title": "Crossed", "body": f"The same {number}"}
    posts = [brc.published(**content) for _ in range(3)]
    answers = brc.post_at_once(
        *((None, "/removals", {"post_id": post, **REMOVAL}) for post in posts)
    )
    assert {answer.status_code for answer in answers} == {201}
    assert {brc.status(post) for post in posts} == {"hidden"}
