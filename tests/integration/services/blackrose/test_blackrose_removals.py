"""Urgent removals and reports: what hides a post and its copies, and what brings them back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.blackrose import (
    ADMIN,
    AUDITA,
    MEMBER,
    REMOVAL,
    Collective,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
NOBODY = None
REPORT = {"reason_code": "illegal", "note": "Look at this"}


def test_removal_hides_every_copy_of_everybody_and_starts_the_clock(brc: Collective) -> None:
    content: dict[str, Any] = {"title": "Copied", "body": f"The same {next(brc.numbers)}"}
    posts = [brc.published(who, **content) for who in (brc.alice, brc.alice, brc.bob)]
    waiting = brc.approved(brc.bob, **content)
    other = brc.published(title="Copied", body="Not the same")
    receipt = brc.done(NOBODY, "POST", "/removals", {"post_id": posts[0], **REMOVAL})
    assert {brc.status(post) for post in posts} == {"hidden"}
    assert brc.status(other) == "published"
    refused = brc.ask(brc.bob, "POST", f"/posts/{waiting}/publish")
    assert (refused.status_code, "removal" in refused.json()["reason"]) == (409, True)
    span = datetime.fromisoformat(receipt["due_at"]) - datetime.fromisoformat(
        receipt["received_at"]
    )
    assert span == timedelta(hours=48)
    path = f"/removals/{receipt['id']}/decide"
    reject = {"decision": "rejected", "reason_code": "other", "note": "It is a landscape"}
    assert brc.done(ADMIN, "POST", path, reject)["status"] == "rejected"
    assert {brc.status(post) for post in posts} == {"published"}
    brc.done(brc.bob, "POST", f"/posts/{waiting}/publish")


@pytest.mark.parametrize(
    ("hours", "alarming", "overdue"),
    [(0, False, False), (23.9, False, False), (24, True, False), (48.1, True, True)],
)
def test_clock_of_a_removal_rings(
    brc: Collective, hours: float, *, alarming: bool, overdue: bool
) -> None:
    post = brc.published()
    removal = brc.done(NOBODY, "POST", "/removals", {"post_id": post, **REMOVAL})["id"]
    brc.gateway.clock.advance(hours * 3600)
    (seen,) = [one for one in brc.items(AUDITA, "/removals?limit=500") if one["id"] == removal]
    assert (seen["is_alarming"], seen["is_overdue"]) == (alarming, overdue)
    assert (seen["contact"], seen["statement"]) == (None, None)
    (seen,) = [one for one in brc.items(ADMIN, "/removals?limit=500") if one["id"] == removal]
    assert seen["contact"] == REMOVAL["contact"]


def test_removed_content_stays_away(brc: Collective) -> None:
    content: dict[str, Any] = {"title": "Gone", "body": f"For good {next(brc.numbers)}"}
    post = brc.published(**content)
    removal = brc.done(NOBODY, "POST", "/removals", {"post_id": post, **REMOVAL})["id"]
    path = f"/removals/{removal}/decide"
    body = {"decision": "removed", "reason_code": "intimate"}
    brc.done(ADMIN, "POST", path, body)
    assert brc.ask(ADMIN, "POST", path, body).status_code == 409
    assert brc.status(post) == "hidden"
    copy = brc.approved(brc.bob, **content)
    assert brc.ask(brc.bob, "POST", f"/posts/{copy}/publish").status_code == 409


@pytest.mark.parametrize("element", sorted(REMOVAL))
def test_removal_without_an_element_of_the_law_is_none(brc: Collective, element: str) -> None:
    body = {"post_id": brc.published(), **REMOVAL}
    del body[element]
    assert brc.ask(NOBODY, "POST", "/removals", body).status_code == 422


def test_report_hides_when_decided_and_dismissed_brings_back(brc: Collective) -> None:
    post = brc.published()
    report = brc.done(MEMBER, "POST", f"/posts/{post}/reports", REPORT)
    assert brc.status(post) == "published"
    path = f"/reports/{report['id']}/decide"
    hidden = {"decision": "hidden", "reason_code": "illegal"}
    brc.done(ADMIN, "POST", path, hidden)
    assert brc.status(post) == "hidden"
    assert brc.ask(ADMIN, "POST", path, hidden).status_code == 409
    brc.done(ADMIN, "POST", path, {"decision": "dismissed", "reason_code": "other"})
    assert brc.status(post) == "published"
    assert brc.ask(ADMIN, "POST", path, hidden).status_code == 409
    listed = brc.items(ADMIN, "/reports?status=dismissed&limit=500")
    assert [one["reporter_id"] for one in listed if one["post_id"] == post] == [MEMBER.subject]


def test_only_what_is_seen_can_be_reported(brc: Collective) -> None:
    hidden = brc.published(access="members")
    assert brc.ask(MEMBER, "POST", f"/posts/{hidden}/reports", REPORT).status_code == 404
