"""Posts on real PostgreSQL: written, reviewed by a second person, published and hidden."""

import psycopg
import pytest

from services.core_api.access.principal import Principal
from tests.support.area_gateway import FOUNDER
from tests.support.blackrose import (
    ADMIN,
    MEMBER,
    REVIEWER,
    Collective,
    consent_of,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
ANNA = {"person_ref": "P-1", "display_name": "Anna"}
BERTA = {"person_ref": "P-2", "display_name": "Berta"}


def test_post_goes_from_draft_to_what_members_see(brc: Collective) -> None:
    post = brc.draft(tags=["ink"], depicted=[ANNA], alt_text="A rose")
    assert brc.ask(MEMBER, "GET", f"/posts/{post}").status_code == 404
    brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))
    for who, action in ((brc.alice, "submit"), (REVIEWER, "approve"), (brc.alice, "publish")):
        brc.done(who, "POST", f"/posts/{post}/{action}")
    seen = brc.done(MEMBER, "GET", f"/posts/{post}")
    assert (seen["status"], seen["alt_text"], seen["tags"]) == ("published", "A rose", ["ink"])
    assert seen["depicted"] == []
    assert brc.done(brc.alice, "GET", f"/posts/{post}")["depicted"] == [ANNA]
    assert brc.log(post) == [("approve", REVIEWER.subject), ("publish", brc.alice.subject)]


@pytest.mark.parametrize(
    ("consent", "missing"),
    [
        (None, "P-1"),
        (consent_of("P-1", scope=["distribute", "download"]), "P-1"),
        (consent_of("P-1"), None),
    ],
)
def test_publishing_waits_for_the_consent(
    brc: Collective, consent: dict[str, object] | None, missing: str | None
) -> None:
    post = brc.approved(depicted=[ANNA])
    if consent:
        brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent)
    answer = brc.ask(brc.alice, "POST", f"/posts/{post}/publish")
    assert answer.status_code == (409 if missing else 200)
    assert missing is None or f"the consent of {missing} is missing" in answer.json()["reason"]
    assert brc.status(post) == ("approved" if missing else "published")


def test_publishing_waits_for_each_person_even_for_the_founder(brc: Collective) -> None:
    post = brc.approved(depicted=[ANNA, BERTA])
    brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-2"))
    answer = brc.ask(FOUNDER, "POST", f"/posts/{post}/publish")
    assert (answer.status_code, "P-1" in answer.json()["reason"]) == (409, True)


def test_revoked_consent_hides_and_a_new_one_shows_again(brc: Collective) -> None:
    post = brc.draft(depicted=[ANNA])
    consent = brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))["id"]
    for who, action in ((brc.alice, "submit"), (REVIEWER, "approve"), (brc.alice, "publish")):
        brc.done(who, "POST", f"/posts/{post}/{action}")
    assert brc.done(brc.alice, "POST", f"/consents/{consent}/revoke")["revoked_at"] is not None
    assert brc.status(post) == "hidden"
    assert brc.ask(MEMBER, "GET", f"/posts/{post}").status_code == 404
    assert brc.ask(brc.alice, "POST", f"/consents/{consent}/revoke").status_code == 409
    brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))
    assert brc.done(MEMBER, "GET", f"/posts/{post}")["status"] == "published"
    assert [action for action, _ in brc.log(post)][-2:] == ["hide", "restore"]
    assert len(brc.items(brc.alice, f"/posts/{post}/consents")) == 2


def test_second_consent_of_a_person_outlives_the_first(brc: Collective) -> None:
    post = brc.draft(depicted=[ANNA])
    path = f"/posts/{post}/consents"
    first, _ = (brc.done(brc.alice, "POST", path, consent_of("P-1"))["id"] for _ in range(2))
    for who, action in ((brc.alice, "submit"), (REVIEWER, "approve"), (brc.alice, "publish")):
        brc.done(who, "POST", f"/posts/{post}/{action}")
    brc.done(brc.alice, "POST", f"/consents/{first}/revoke")
    assert brc.status(post) == "published"


@pytest.mark.parametrize(
    "consent",
    [consent_of("nobody"), consent_of("P-1", signed_at="2099-01-01T00:00:00Z")],
)
def test_consent_of_nobody_or_of_tomorrow_is_refused(
    brc: Collective, consent: dict[str, object]
) -> None:
    post = brc.draft(depicted=[ANNA])
    assert brc.ask(brc.alice, "POST", f"/posts/{post}/consents", consent).status_code == 409


@pytest.mark.parametrize("author", [ADMIN, FOUNDER])
def test_author_cannot_review(brc: Collective, author: Principal) -> None:
    post = brc.draft(author, creator_id=brc.alice_id)
    brc.done(brc.alice, "POST", f"/posts/{post}/submit")
    for action, body in (("approve", None), ("reject", {"reason_code": "quality"})):
        refused = brc.ask(author, "POST", f"/posts/{post}/{action}", body)
        assert (refused.status_code, "second person" in refused.json()["reason"]) == (409, True)
    brc.done(REVIEWER, "POST", f"/posts/{post}/approve")


def test_editor_cannot_review(brc: Collective) -> None:
    post = brc.draft()
    brc.done(REVIEWER, "PATCH", f"/posts/{post}", {"body": "Improved"})
    brc.done(brc.alice, "POST", f"/posts/{post}/submit")
    assert brc.ask(REVIEWER, "POST", f"/posts/{post}/approve").status_code == 409
    brc.done(ADMIN, "POST", f"/posts/{post}/approve")


@pytest.mark.parametrize("column", ["author_id", "edited_by"])
def test_database_refuses_a_review_by_the_author_too(brc: Collective, column: str) -> None:
    post = brc.approved()
    with brc.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        with pytest.raises(psycopg.errors.CheckViolation, match="second_person"):
            connection.execute(
                f"UPDATE brc_post SET approved_by = {column} WHERE id = %s",  # noqa: S608 - a literal of this test
                (post,),
            )


@pytest.mark.parametrize("change", ["content_sha256 = 'other'", "approved_sha256 = NULL"])
def test_database_refuses_to_show_what_nobody_approved(brc: Collective, change: str) -> None:
    post = brc.published()
    with brc.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        with pytest.raises(psycopg.errors.CheckViolation, match="approved_content"):
            connection.execute(f"UPDATE brc_post SET {change} WHERE id = %s", (post,))  # noqa: S608 - a literal of this test


def test_rejected_post_is_edited_and_reviewed_again(brc: Collective) -> None:
    post = brc.approved()
    brc.done(REVIEWER, "POST", f"/posts/{post}/reject", {"reason_code": "age", "note": "Whose?"})
    assert brc.ask(brc.alice, "POST", f"/posts/{post}/publish").status_code == 409
    changed = brc.done(brc.alice, "PATCH", f"/posts/{post}", {"title": "Better"})
    assert (changed["status"], changed["approved_at"]) == ("draft", None)
    (entry,) = [
        entry
        for entry in brc.items(ADMIN, f"/moderation-log?object_id={post}")
        if entry["action"] == "reject"
    ]
    assert (entry["reason_code"], entry["note"]) == ("age", "Whose?")


@pytest.mark.parametrize("action", ["submit", "approve", "publish"])
def test_published_post_cannot_be_changed_behind_the_review(brc: Collective, action: str) -> None:
    post = brc.published()
    assert brc.ask(brc.alice, "PATCH", f"/posts/{post}", {"body": "Other"}).status_code == 409
    assert brc.ask(FOUNDER, "POST", f"/posts/{post}/{action}").status_code == 409


def test_what_is_left_out_of_a_change_stays(brc: Collective) -> None:
    tier = brc.new_tier()
    post = brc.draft(access="tier", tier_id=tier, alt_text="Roses", depicted=[ANNA], tags=["a"])
    before = brc.done(brc.alice, "GET", f"/posts/{post}")
    after = brc.done(brc.alice, "PATCH", f"/posts/{post}", {"title": "New"})
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"title", "content_sha256", "updated_at"}
    cleared = brc.done(
        brc.alice,
        "PATCH",
        f"/posts/{post}",
        {"access": "members", "alt_text": None, "depicted": [BERTA, ANNA], "tags": []},
    )
    assert (cleared["tier_id"], cleared["alt_text"], cleared["tags"]) == (None, None, [])
    assert cleared["depicted"] == [ANNA, BERTA]


@pytest.mark.parametrize(
    "change",
    [
        {"access": "tier"},
        {"tier_id": "00000000-0000-4000-8000-0000000000aa"},
        {"depicted": [ANNA, ANNA]},
    ],
)
def test_contradictions_are_refused_and_change_nothing(
    brc: Collective, change: dict[str, object]
) -> None:
    post = brc.draft()
    before = brc.done(brc.alice, "GET", f"/posts/{post}")
    assert brc.ask(brc.alice, "PATCH", f"/posts/{post}", change).status_code == 409
    assert brc.done(brc.alice, "GET", f"/posts/{post}") == before


def test_tier_of_another_creator_does_not_exist(brc: Collective) -> None:
    body = {"title": "T", "body": "B", "access": "tier", "tier_id": brc.new_tier(brc.bob)}
    assert brc.ask(brc.alice, "POST", "/posts", body).status_code == 404


def test_godmode_leaves_no_trace(brc: Collective) -> None:
    post = brc.approved()
    brc.done(FOUNDER, "POST", f"/posts/{post}/publish")
    brc.done(FOUNDER, "POST", f"/posts/{post}/withdraw")
    own = brc.draft(FOUNDER, creator_id=brc.alice_id)
    brc.done(FOUNDER, "PATCH", f"/posts/{own}", {"title": "Changed"})
    assert brc.log(post) == [("approve", REVIEWER.subject)]
    with brc.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        for (table,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'brc%'"
        ).fetchall():
            rows = connection.execute(f"SELECT {table}::text FROM {table}").fetchall()  # noqa: S608 - names from the catalogue
            assert not [row for row in rows if FOUNDER.subject in row[0]], table
