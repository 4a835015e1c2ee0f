"""Every route of the area with the objects of somebody else, for every role and agent.

The cases come from the access table: a new row without its object or body here fails.
"""

import pytest

from agents.contract.names import AGENT_NAMES
from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.principal import Principal
from services.core_api.access.row import Row
from services.core_api.blackrose.access_rows import ROWS
from tests.support.area_gateway import FOUNDER, agent, person
from tests.support.blackrose import (
    ADMIN,
    BASE,
    COUNTER,
    MEMBER,
    NOTICE,
    REMOVAL,
    STRANGER,
    Collective,
    consent_of,
)
from tests.support.pictures import new_picture
from tests.support.uploads import put_picture, send_picture

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
OBJECT_ROWS = [row for row in ROWS if "{" in row.path]
LISTS = [row for row in ROWS if "{" not in row.path and row.method == "GET"]
ABSENT = "00000000-0000-4000-8000-0000000000aa"
UPLOAD = "POST /posts/{post_id}/image"
"""The one request whose body is no JSON."""
PICTURE = new_picture()
DECISION: dict[str, object] = {"decision": "rejected", "reason_code": "other"}
BODIES: dict[str, dict[str, object]] = {
    "PUT /creators/{creator_id}/legal-name": {"legal_name": "Mallory"},
    "POST /creators/{creator_id}/tiers": {"name": "T", "price_minor": 1, "currency": "USD"},
    "PATCH /tiers/{tier_id}": {"name": "Changed"},
    "POST /creators/{creator_id}/tier-invitations": {
        "tier_id": ABSENT,
        "expires_at": "2199-01-01T00:00:00Z",
    },
    "PATCH /posts/{post_id}": {"title": "Changed"},
    "POST /posts/{post_id}/reject": {"reason_code": "other"},
    "POST /posts/{post_id}/consents": consent_of("P-1"),
    "POST /posts/{post_id}/reports": {"reason_code": "other", "note": "n"},
    "POST /creators/{creator_id}/calendar-plan": {"first_day": "2026-12-01"},
    "POST /dmca/notices/{notice_id}/counter-notice": COUNTER,
    "POST /dmca/notices/{notice_id}/restore": {},
    "POST /removals/{removal_id}/decide": DECISION,
    "POST /reports/{report_id}/decide": {**DECISION, "decision": "dismissed"},
}
PEOPLE = {
    role: person(role, platform, 90 + number, creator=None)
    for number, (platform, role) in enumerate(
        [(Platform.GYPSYCOVE, Role.PARENT), (Platform.GYPSYCOVE, Role.CHILD)]
    )
}
OUTSIDERS = [
    *PEOPLE.values(),
    person(Role.ADMIN, Platform.NOVAOS, 95),
    person(Role.ADMIN, Platform.GYPSYCOVE, 96),
    Principal(Role.OPERATOR, Platform.INTERNAL, name="operator"),
    Principal(Role.RELAY, Platform.INTERNAL, "echo-ws"),
]


@pytest.fixture(scope="module")
def objects(brc: Collective) -> dict[str, str]:
    """Make one of everything, all of it Alice's."""
    post = brc.draft(access="members", depicted=[{"person_ref": "P-1", "display_name": "Anna"}])
    put_picture(brc, post, PICTURE)
    consent = brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))["id"]
    for who, action in ((brc.alice, "submit"), (ADMIN, "approve"), (brc.alice, "publish")):
        brc.done(who, "POST", f"/posts/{post}/{action}")
    tier = brc.new_tier()
    held = brc.entitle(MEMBER, tier)
    report = brc.done(
        MEMBER, "POST", f"/posts/{post}/reports", {"reason_code": "other", "note": "n"}
    )
    notice = brc.done(None, "POST", "/dmca/notices", {"post_id": post, **NOTICE})
    removal = brc.done(None, "POST", "/removals", {"post_id": post, **REMOVAL})
    brc.done(brc.alice, "PUT", f"/creators/{brc.alice_id}/legal-name", {"legal_name": "Alice"})
    return {
        "creator_id": brc.alice_id,
        "post_id": post,
        "consent_id": consent,
        "tier_id": tier,
        "entitlement_id": held,
        "report_id": report["id"],
        "notice_id": notice["id"],
        "removal_id": removal["id"],
    }


def name_of(row: Row) -> str:
    return f"{row.method} {row.path.removeprefix(BASE)}"


def ask(brc: Collective, who: Principal | None, row: Row, objects: dict[str, str]) -> int:
    """Send a valid request for the objects, and return the status of the answer."""
    if name_of(row) == UPLOAD:
        return send_picture(brc, who, objects["post_id"], PICTURE).status_code
    path = row.path.removeprefix(BASE).format(**objects)
    return brc.ask(who, row.method, path, BODIES.get(name_of(row))).status_code


def expected(row: Row, role: Role) -> int:
    """Return what a foreign object is answered with."""
    reach = row.grants.get(Platform.BLACKROSE, {}).get(role)
    return {None: 403, Reach.OWN: 404, Reach.ALL: 200}[reach]


@pytest.mark.parametrize("row", OBJECT_ROWS, ids=name_of)
def test_objects_of_another_creator_do_not_exist(
    brc: Collective, objects: dict[str, str], row: Row
) -> None:
    assert ask(brc, brc.bob, row, objects) == expected(row, Role.CREATOR)


@pytest.mark.parametrize("row", OBJECT_ROWS, ids=name_of)
def test_creator_without_a_creator_owns_nothing(
    brc: Collective, objects: dict[str, str], row: Row
) -> None:
    nobody = person(Role.CREATOR, Platform.BLACKROSE, 40)
    assert ask(brc, nobody, row, objects) == expected(row, Role.CREATOR)


@pytest.mark.parametrize("row", OBJECT_ROWS, ids=name_of)
def test_member_without_entitlement_gets_the_catalogue_only(
    brc: Collective, objects: dict[str, str], row: Row
) -> None:
    assert ask(brc, STRANGER, row, objects) == expected(row, Role.MEMBER)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.public], ids=name_of)
def test_nobody_and_outsiders_get_nothing(
    brc: Collective, objects: dict[str, str], row: Row
) -> None:
    assert ask(brc, None, row, objects) == 401
    assert {ask(brc, who, row, objects) for who in OUTSIDERS} == {403}


@pytest.mark.parametrize("name", AGENT_NAMES)
@pytest.mark.parametrize("row", [row for row in ROWS if not row.public], ids=name_of)
def test_agents_get_what_their_row_names(
    brc: Collective, objects: dict[str, str], row: Row, name: str
) -> None:
    assert ask(brc, agent(name), row, objects) == (200 if name in row.agents else 403)


@pytest.mark.parametrize("row", [row for row in OBJECT_ROWS if row.method == "GET"], ids=name_of)
def test_owner_and_founder_read_their_objects(
    brc: Collective, objects: dict[str, str], row: Row
) -> None:
    missing = 404 if row.path.endswith("counter-notice") else 200
    assert ask(brc, brc.alice, row, objects) == missing
    assert ask(brc, FOUNDER, row, objects) == missing
    assert ask(brc, ADMIN, row, objects) == missing


@pytest.mark.parametrize("row", OBJECT_ROWS, ids=name_of)
def test_absent_objects_look_like_foreign_ones(
    brc: Collective, objects: dict[str, str], row: Row
) -> None:
    path = row.path.removeprefix(BASE)
    body = BODIES.get(name_of(row))
    foreign = brc.ask(brc.bob, row.method, path.format(**objects), body)
    absent = brc.ask(brc.bob, row.method, path.format(**dict.fromkeys(objects, ABSENT)), body)
    assert (foreign.status_code, foreign.text) == (absent.status_code, absent.text)


@pytest.mark.parametrize("row", OBJECT_ROWS, ids=name_of)
def test_what_is_no_id_is_refused(brc: Collective, objects: dict[str, str], row: Row) -> None:
    path = row.path.removeprefix(BASE).format(**dict.fromkeys(objects, "no-id"))
    assert brc.ask(FOUNDER, row.method, path, BODIES.get(name_of(row))).status_code == 422


@pytest.mark.parametrize("row", LISTS, ids=name_of)
def test_lists_show_nothing_of_another_creator(
    brc: Collective, objects: dict[str, str], row: Row
) -> None:
    path = row.path.removeprefix(BASE)
    if Role.CREATOR in row.grants[Platform.BLACKROSE]:
        seen = brc.ask(brc.bob, "GET", path).text
        assert not [name for name, value in objects.items() if value in seen]
        filtered = brc.ask(brc.bob, "GET", f"{path}?creator_id={brc.alice_id}").json()["items"]
        assert filtered == [] or path == "/creators"
    else:
        assert brc.ask(brc.bob, "GET", path).status_code == 403


def test_writes_for_another_creator_are_refused(brc: Collective, objects: dict[str, str]) -> None:
    tier = objects["tier_id"]
    entry = {
        "creator_id": brc.alice_id,
        "kind": "tip",
        "amount_minor": 1,
        "currency": "USD",
        "occurred_at": "2026-01-01T00:00:00Z",
        "category": "c",
        "reference": "foreign",
    }
    post = {"title": "T", "body": "B", "access": "public", "creator_id": brc.alice_id}
    grant = {"member_id": STRANGER.subject, "tier_id": tier}
    for path, body in (
        ("/ledger", entry),
        ("/posts", post),
        ("/entitlements", grant),
        ("/entitlements", {**grant, "creator_id": brc.alice_id}),
    ):
        assert brc.ask(brc.bob, "POST", path, body).status_code == 404


def test_administrator_says_for_whom(brc: Collective) -> None:
    body = {"title": "T", "body": "B", "access": "public"}
    refused = brc.ask(ADMIN, "POST", "/posts", body)
    assert (refused.status_code, "creator_id" in refused.json()["reason"]) == (409, True)


def test_member_sees_its_own_entitlements_only(brc: Collective, objects: dict[str, str]) -> None:
    path = f"/entitlements?creator_id={brc.alice_id}"
    assert [one["id"] for one in brc.items(MEMBER, path)] == [objects["entitlement_id"]]
    assert brc.items(STRANGER, path) == []
