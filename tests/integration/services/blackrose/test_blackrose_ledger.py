"""The ledger: append-only, one reference is one entry, a subscription entitles for a month."""

import psycopg
import pytest

from tests.support.blackrose import (
    ADMIN,
    AUDITA,
    STRANGER,
    VELORA,
    Collective,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def entry_of(brc: Collective, **more: object) -> dict[str, object]:
    """Return the body of an entry of Alice's ledger, with a reference of its own."""
    return {
        "creator_id": brc.alice_id,
        "kind": "tip",
        "amount_minor": 1250,
        "currency": "USD",
        "occurred_at": "2026-10-31T12:00:00Z",
        "category": "royalties",
        "reference": f"R-{next(brc.numbers)}",
        **more,
    }


def test_same_reference_is_the_same_entry(brc: Collective) -> None:
    body = entry_of(brc)
    first = brc.done(brc.alice, "POST", "/ledger", body)
    assert brc.done(brc.alice, "POST", "/ledger", body) == first
    other = {**body, "amount_minor": 1}
    assert brc.ask(brc.alice, "POST", "/ledger", other).status_code == 409
    assert len([one for one in brc.items(brc.alice, "/ledger") if one["id"] == first["id"]]) == 1


def test_references_belong_to_their_creator(brc: Collective) -> None:
    body = entry_of(brc)
    first = brc.done(ADMIN, "POST", "/ledger", body)
    second = brc.done(ADMIN, "POST", "/ledger", {**body, "creator_id": brc.bob_id})
    assert first["id"] != second["id"]


def test_paid_subscription_entitles_for_its_month_once(brc: Collective) -> None:
    tier = brc.new_tier()
    body = entry_of(brc, kind="subscription", member_id=STRANGER.subject, tier_id=tier)
    for _ in range(2):
        brc.done(brc.alice, "POST", "/ledger", body)
    held = [one for one in brc.items(STRANGER, "/entitlements") if one["tier_id"] == tier]
    assert [(one["source"], one["starts_at"], one["ends_at"]) for one in held] == [
        ("ledger", "2026-10-31T12:00:00Z", "2026-11-30T12:00:00Z")
    ]


@pytest.mark.parametrize("kind", ["tip", "refund", "payout", "fee"])
def test_other_entries_entitle_nobody(brc: Collective, kind: str) -> None:
    tier = brc.new_tier()
    body = entry_of(brc, kind=kind, member_id=STRANGER.subject, tier_id=tier)
    brc.done(brc.alice, "POST", "/ledger", body)
    assert not [one for one in brc.items(STRANGER, "/entitlements") if one["tier_id"] == tier]


@pytest.mark.parametrize(
    "change",
    [
        {"amount_minor": 0},
        {"amount_minor": -5},
        {"amount_minor": 10**13},
        {"amount_minor": 1.5},
        {"currency": "usd"},
        {"kind": "gift"},
        {"category": ""},
        {"reference": "a\x00b"},
        {"occurred_at": "2026-10-31T12:00:00"},
        {"occurred_at": "0001-01-01T00:00:00Z"},
    ],
)
def test_bad_entry_is_refused(brc: Collective, change: dict[str, object]) -> None:
    assert brc.ask(brc.alice, "POST", "/ledger", entry_of(brc, **change)).status_code == 422


def test_ledger_is_filtered_and_paged_by_when_it_happened(brc: Collective) -> None:
    creator = brc.new_creator()
    for month, kind in ((3, "fee"), (1, "tip"), (2, "tip"), (4, "tip")):
        moment = f"2025-0{month}-01T00:00:00Z"
        body = entry_of(brc, creator_id=creator, kind=kind, occurred_at=moment)
        brc.done(ADMIN, "POST", "/ledger", body)
    path = f"/ledger?creator_id={creator}&kind=tip&from=2025-02-01T00:00:00Z"
    assert [one["occurred_at"][5:7] for one in brc.items(AUDITA, path)] == ["02", "04"]
    assert len(brc.items(AUDITA, f"{path}&until=2025-04-01T00:00:00Z")) == 1
    first = brc.done(VELORA, "GET", f"/ledger?creator_id={creator}&limit=3")
    rest = brc.done(VELORA, "GET", f"/ledger?creator_id={creator}&after={first['next']}")
    months = [one["occurred_at"][5:7] for one in first["items"] + rest["items"]]
    assert (months, rest["next"]) == (["01", "02", "03", "04"], None)


@pytest.mark.parametrize("table", ["brc_ledger_entry", "brc_moderation", "brc_private_read"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_books_are_append_only(brc: Collective, table: str, statement: str) -> None:
    with (
        brc.stack.connect("app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.format(table))
