"""What members see: by entitlement, tier and time, page by page."""

import pytest

from services.core_api.access.principal import Principal
from tests.support.blackrose import (
    MEMBER,
    STRANGER,
    Collective,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def test_scheduled_post_is_seen_from_its_time_on(brc: Collective) -> None:
    post = brc.published(scheduled_for=brc.later(hours=1))
    assert brc.ask(MEMBER, "GET", f"/posts/{post}").status_code == 404
    brc.gateway.clock.advance(3600)
    assert brc.ask(MEMBER, "GET", f"/posts/{post}").status_code == 200


def test_members_read_what_their_entitlement_opens(brc: Collective) -> None:
    low, high = brc.new_tier(position=1), brc.new_tier(position=2)
    posts = {
        "public": brc.published(),
        "members": brc.published(access="members"),
        "low": brc.published(access="tier", tier_id=low),
        "high": brc.published(access="tier", tier_id=high),
    }
    brc.entitle(MEMBER, low, expires_at=brc.later(days=2))
    assert seen_by(brc, posts, MEMBER) == {"public", "members", "low"}
    assert seen_by(brc, posts, STRANGER) == {"public"}
    held = brc.entitle(STRANGER, high)
    assert seen_by(brc, posts, STRANGER) == {"public", "members", "low", "high"}
    brc.done(brc.alice, "POST", f"/entitlements/{held}/revoke")
    assert seen_by(brc, posts, STRANGER) == {"public"}
    brc.gateway.clock.advance(2 * 24 * 3600)
    assert seen_by(brc, posts, MEMBER) == {"public"}


def seen_by(brc: Collective, posts: dict[str, str], member: Principal) -> set[str]:
    """Return which posts a member sees; the list and the single post must say the same."""
    listed = {item["id"] for item in brc.items(member, f"/posts?creator_id={brc.alice_id}")}
    single = {
        name
        for name, post in posts.items()
        if brc.ask(member, "GET", f"/posts/{post}").status_code == 200
    }
    assert single == {name for name, post in posts.items() if post in listed}
    return single


def test_posts_are_paged_newest_first_without_gaps(brc: Collective) -> None:
    creator = brc.new_creator()
    carol = brc.creator(creator, 32)
    written = [brc.draft(carol) for _ in range(5)]
    found, after = [], ""
    for _ in range(4):
        page = brc.done(carol, "GET", f"/posts?limit=2{after}")
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert sorted(found) == sorted(written)
    assert brc.done(carol, "GET", f"/posts?after={brc.draft()}") == {"items": [], "next": None}
    counts = brc.done(carol, "GET", f"/creators/{creator}/statistics")["posts"]
    assert (counts["draft"], counts["published"]) == (5, 0)
