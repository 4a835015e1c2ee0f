"""Creators, legal names, tiers, invitations and entitlements on real PostgreSQL."""

from datetime import datetime

import pytest

from services.core_api.access.principal import Principal
from tests.support.area_gateway import FOUNDER
from tests.support.blackrose import (
    ADMIN,
    MEMBER,
    STRANGER,
    VELORA,
    Collective,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def test_pseudonym_is_taken_once(brc: Collective) -> None:
    body = {"pseudonym": "Rosa Nera"}
    brc.done(ADMIN, "POST", "/creators", body)
    assert brc.ask(ADMIN, "POST", "/creators", body).status_code == 409


@pytest.mark.parametrize("who", [MEMBER, VELORA])
def test_public_view_of_a_creator_is_the_pseudonym(brc: Collective, who: Principal) -> None:
    brc.done(brc.alice, "PUT", f"/creators/{brc.alice_id}/legal-name", {"legal_name": "Alice L."})
    seen = brc.done(who, "GET", f"/creators/{brc.alice_id}")
    assert set(seen) == {"id", "pseudonym", "created_at"}
    assert "Alice L." not in brc.ask(who, "GET", "/creators").text


def test_every_reading_of_a_legal_name_is_on_record_but_godmode_s(brc: Collective) -> None:
    path = f"/creators/{brc.alice_id}/legal-name"
    brc.done(brc.alice, "PUT", path, {"legal_name": "Alice Liddell"})
    before = len(brc.items(brc.alice, f"{path}-accesses"))
    for who in (brc.alice, ADMIN, FOUNDER):
        assert brc.done(who, "GET", path)["legal_name"] == "Alice Liddell"
    reads = brc.items(brc.alice, f"{path}-accesses")[before:]
    assert [(read["actor_id"], read["actor_role"]) for read in reads] == [
        (brc.alice.subject, "creator"),
        (ADMIN.subject, "admin"),
    ]


def test_legal_name_is_in_no_dump(brc: Collective) -> None:
    path = f"/creators/{brc.bob_id}/legal-name"
    assert brc.ask(brc.bob, "GET", path).status_code == 404
    brc.done(brc.bob, "PUT", path, {"legal_name": "Robert Example"})
    with brc.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        rows = connection.execute("SELECT sealed, brc_legal_name::text FROM brc_legal_name")
        assert not [row for row in rows.fetchall() if b"Robert" in row[0] or "Robert" in row[1]]


def test_legal_name_moved_to_another_creator_does_not_open(brc: Collective) -> None:
    carol = brc.new_creator()
    brc.done(brc.bob, "PUT", f"/creators/{brc.bob_id}/legal-name", {"legal_name": "Robert"})
    with brc.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        connection.execute(
            "INSERT INTO brc_legal_name SELECT %s, sealed, updated_at FROM brc_legal_name"
            " WHERE creator_id = %s",
            (carol, brc.bob_id),
        )
    answer = brc.ask(ADMIN, "GET", f"/creators/{carol}/legal-name")
    assert (answer.status_code, "Robert" in answer.text) == (500, False)


def test_archived_tier_is_for_nobody_new(brc: Collective) -> None:
    tier = brc.new_tier()
    changed = brc.done(brc.alice, "PATCH", f"/tiers/{tier}", {"archived": True})
    assert (changed["archived"], changed["name"], changed["price_minor"]) == (True, "Tier", 500)
    grant = {"member_id": MEMBER.subject, "tier_id": tier}
    assert brc.ask(brc.alice, "POST", "/entitlements", grant).status_code == 409
    invitation = {"tier_id": tier, "expires_at": brc.later(days=1)}
    path = f"/creators/{brc.alice_id}/tier-invitations"
    assert brc.ask(brc.alice, "POST", path, invitation).status_code == 409


def invite(brc: Collective, **more: object) -> str:
    """Make a code for a tier of Alice's."""
    body = {"tier_id": brc.new_tier(), "expires_at": brc.later(hours=1), **more}
    path = f"/creators/{brc.alice_id}/tier-invitations"
    return str(brc.done(brc.alice, "POST", path, body)["code"])


def test_code_entitles_who_redeems_it_first(brc: Collective) -> None:
    code = invite(brc, days=30)
    entitlement = brc.done(MEMBER, "POST", "/entitlements/redeem", {"code": code})
    assert (entitlement["source"], entitlement["member_id"]) == ("invitation", MEMBER.subject)
    span = datetime.fromisoformat(entitlement["ends_at"]) - brc.now
    assert span.days == 30
    for who in (MEMBER, STRANGER):
        assert brc.ask(who, "POST", "/entitlements/redeem", {"code": code}).status_code == 404
    listed = brc.items(brc.alice, f"/creators/{brc.alice_id}/tier-invitations")
    assert [one["redeemed_at"] is not None for one in listed][-1]
    assert not [one for one in listed if "code" in one]


def test_wrong_and_expired_codes_look_the_same(brc: Collective) -> None:
    code = invite(brc)
    brc.gateway.clock.advance(3600)
    answers = [
        brc.ask(MEMBER, "POST", "/entitlements/redeem", {"code": one}).json()
        for one in (code, "wrong")
    ]
    assert answers[0] == answers[1]


def test_founder_redeems_nothing(brc: Collective) -> None:
    body = {"code": invite(brc)}
    assert brc.ask(FOUNDER, "POST", "/entitlements/redeem", body).status_code == 409


def test_codes_are_stored_as_hashes(brc: Collective) -> None:
    code = invite(brc)
    with brc.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        rows = connection.execute("SELECT brc_tier_invitation::text FROM brc_tier_invitation")
        assert not [row for row in rows.fetchall() if code in row[0]]


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"member_id": "no-id"},
        {"surplus": 1},
        {"expires_at": "2027-01-01T00:00:00"},
    ],
)
def test_bad_grant_is_refused(brc: Collective, change: dict[str, object]) -> None:
    body = {"member_id": MEMBER.subject, "tier_id": brc.new_tier(), **change}
    assert brc.ask(brc.alice, "POST", "/entitlements", body).status_code in {409, 422}


def test_entitlement_is_revoked_once(brc: Collective) -> None:
    held = brc.entitle(MEMBER, brc.new_tier())
    path = f"/entitlements/{held}/revoke"
    assert brc.done(brc.alice, "POST", path)["revoked_at"] is not None
    assert brc.ask(brc.alice, "POST", path).status_code == 409


def test_members_are_listed_once_with_their_last_tier(brc: Collective) -> None:
    creator = brc.new_creator()
    carol = brc.creator(creator, 32)
    low, high = brc.new_tier(carol), brc.new_tier(carol, 1)
    held = [
        brc.done(carol, "POST", "/entitlements", {"member_id": who.subject, "tier_id": tier})["id"]
        for who, tier in ((MEMBER, low), (MEMBER, high), (STRANGER, low))
    ]
    brc.done(carol, "POST", f"/entitlements/{held[-1]}/revoke")
    first = brc.done(VELORA, "GET", f"/members?creator_id={creator}&limit=1")
    rest = brc.done(VELORA, "GET", f"/members?creator_id={creator}&after={first['next']}")
    found = [(m["member_id"], m["tier_id"], m["active"]) for m in first["items"] + rest["items"]]
    assert found == [(MEMBER.subject, high, True), (STRANGER.subject, low, False)]
    counts = brc.done(carol, "GET", f"/creators/{creator}/statistics")["active_entitlements"]
    assert counts == {low: 1, high: 1}


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "after=x", "creator_id=1"])
@pytest.mark.parametrize("path", ["/ledger", "/entitlements", "/members", "/posts"])
def test_bad_query_is_refused(brc: Collective, path: str, query: str) -> None:
    assert brc.ask(ADMIN, "GET", f"{path}?{query}").status_code == 422
