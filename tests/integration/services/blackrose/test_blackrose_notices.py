"""Copyright notices: what hides a post, and what brings it back."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from services.core_api.blackrose.public_form import FORMS_MAX, WINDOW_SECONDS
from tests.support.area_gateway import FOUNDER
from tests.support.blackrose import (
    ADMIN,
    AUDITA,
    COUNTER,
    MEMBER,
    NOTICE,
    REMOVAL,
    Collective,
    consent_of,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
NOBODY = None
REPORT = {"reason_code": "illegal", "note": "Look at this"}


def send_notice(brc: Collective, post: str) -> str:
    """Send a notice as nobody, and return the path of it."""
    receipt = brc.done(NOBODY, "POST", "/dmca/notices", {"post_id": post, **NOTICE})
    assert set(receipt) == {"id", "received_at"}
    return f"/dmca/notices/{receipt['id']}"


def move_to(brc: Collective, moment: str) -> None:
    """Set the server's clock."""
    brc.gateway.clock.moment = datetime.fromisoformat(moment)


def test_notice_hides_at_once_and_the_creator_is_notified(brc: Collective) -> None:
    post = brc.published()
    notice = send_notice(brc, post)
    assert brc.ask(MEMBER, "GET", f"/posts/{post}").status_code == 404
    seen = brc.done(AUDITA, "GET", notice)
    assert (seen["status"], seen["notified_at"], seen["claimant_contact"]) == ("hidden", None, None)
    assert seen["hidden_at"] is not None
    assert brc.done(ADMIN, "GET", notice)["notified_at"] is None
    (shown,) = [one for one in brc.items(brc.alice, "/dmca/notices") if one["post_id"] == post]
    assert shown["claimant_contact"] == NOTICE["claimant_contact"]
    first = brc.done(AUDITA, "GET", notice)["notified_at"]
    assert first is not None
    brc.items(brc.alice, "/dmca/notices")
    assert brc.done(AUDITA, "GET", notice)["notified_at"] == first
    assert ("hide", None) in brc.log(post)


@pytest.mark.parametrize("element", sorted(NOTICE))
def test_notice_without_an_element_of_the_law_is_none(brc: Collective, element: str) -> None:
    post = brc.published()
    rest = {name: value for name, value in NOTICE.items() if name != element}
    body = {"post_id": post, **rest}
    assert brc.ask(NOBODY, "POST", "/dmca/notices", body).status_code == 422
    refused = {**body, element: False if NOTICE[element] is True else ""}
    assert brc.ask(NOBODY, "POST", "/dmca/notices", refused).status_code == 422
    assert brc.status(post) == "published"


@pytest.mark.parametrize("form", ["/dmca/notices", "/removals"])
def test_drafts_do_not_exist_for_public_forms(brc: Collective, form: str) -> None:
    body = NOTICE if form.startswith("/dmca") else REMOVAL
    posts = [brc.draft(), brc.approved(), "00000000-0000-4000-8000-0000000000aa"]
    posts.append(brc.published(scheduled_for=brc.later(days=1)))
    answers = [brc.ask(NOBODY, "POST", form, {"post_id": post, **body}) for post in posts]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_public_form_is_limited_in_size(brc: Collective) -> None:
    body = {"post_id": brc.published(), **NOTICE, "work_description": "x" * 5001}
    assert brc.ask(NOBODY, "POST", "/dmca/notices", body).status_code == 422
    body["work_description"] = "x" * 70_000
    assert brc.ask(NOBODY, "POST", "/dmca/notices", body).status_code == 413


@pytest.fixture
def limited(brc: Collective) -> Iterator[Collective]:
    """Count the forms, from none on."""
    brc.forget_forms()
    brc.is_limited = True
    yield brc
    brc.is_limited = False
    brc.forget_forms()


def test_address_sends_so_many_forms_an_hour(limited: Collective) -> None:
    post = limited.published()
    incomplete = {"post_id": post, **NOTICE, "signature": ""}
    for _ in range(FORMS_MAX // 2):
        assert limited.ask(NOBODY, "POST", "/dmca/notices", incomplete).status_code == 422
        send_notice(limited, post)
        limited.done(NOBODY, "POST", "/removals", {"post_id": post, **REMOVAL})
    spared = limited.published()
    for path, form in (("/dmca/notices", NOTICE), ("/removals", REMOVAL)):
        refused = limited.ask(NOBODY, "POST", path, {"post_id": spared, **form})
        assert refused.status_code == 429
        assert 3590 <= int(refused.headers["retry-after"]) <= WINDOW_SECONDS + 1
    assert limited.status(spared) == "published"


def test_post_comes_back_in_the_window_only(brc: Collective) -> None:
    move_to(brc, "2026-11-23T15:00:00+00:00")
    post = brc.published()
    notice = send_notice(brc, post)
    assert brc.ask(ADMIN, "POST", f"{notice}/restore", {}).status_code == 409
    answered = brc.done(brc.alice, "POST", f"{notice}/counter-notice", COUNTER)
    assert answered["status"] == "countered"
    assert answered["restore_not_before"] == "2026-12-09T00:00:00Z"
    assert answered["restore_not_after"] == "2026-12-15T00:00:00Z"
    assert brc.ask(brc.alice, "POST", f"{notice}/counter-notice", COUNTER).status_code == 409
    move_to(brc, "2026-12-08T23:59:00+00:00")
    refused = brc.ask(ADMIN, "POST", f"{notice}/restore", {})
    assert (refused.status_code, "opens at" in refused.json()["reason"]) == (409, True)
    assert brc.status(post) == "hidden"
    move_to(brc, "2026-12-09T00:00:00+00:00")
    assert brc.done(ADMIN, "POST", f"{notice}/restore", {})["status"] == "restored"
    assert brc.status(post) == "published"


def test_late_restoration_needs_its_reason(brc: Collective) -> None:
    post = brc.published()
    notice = send_notice(brc, post)
    brc.done(brc.alice, "POST", f"{notice}/counter-notice", COUNTER)
    brc.gateway.clock.advance(40 * 24 * 3600)
    assert brc.ask(ADMIN, "POST", f"{notice}/restore", {}).status_code == 409
    brc.done(ADMIN, "POST", f"{notice}/restore", {"late_reason": "We were on holiday"})
    entries = brc.items(AUDITA, f"/moderation-log?object_id={notice.rpartition('/')[2]}")
    assert entries[-1]["note"] == "We were on holiday"
    assert brc.status(post) == "published"


def test_counter_notice_is_sealed_and_every_reading_on_record(brc: Collective) -> None:
    notice = send_notice(brc, brc.published())
    assert brc.ask(ADMIN, "GET", f"{notice}/counter-notice").status_code == 404
    brc.done(brc.alice, "POST", f"{notice}/counter-notice", COUNTER)
    assert brc.done(ADMIN, "GET", f"{notice}/counter-notice") == COUNTER
    reads = brc.items(AUDITA, f"/creators/{brc.alice_id}/legal-name-accesses")
    assert (reads[-1]["what"], reads[-1]["actor_id"]) == ("counter_notice", ADMIN.subject)
    with brc.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        rows = connection.execute("SELECT counter_sealed FROM brc_notice").fetchall()
    assert not [row for row in rows if row[0] and b"Alice" in row[0]]


def test_withdrawn_notice_brings_the_post_back(brc: Collective) -> None:
    post = brc.published()
    notice = send_notice(brc, post)
    assert brc.done(ADMIN, "POST", f"{notice}/withdraw")["status"] == "withdrawn"
    assert brc.status(post) == "published"
    assert brc.ask(ADMIN, "POST", f"{notice}/uphold").status_code == 409


def test_post_comes_back_when_the_last_reason_ends(brc: Collective) -> None:
    post = brc.draft(depicted=[{"person_ref": "P-1", "display_name": "Anna"}])
    consent = brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))["id"]
    for who, action in ((brc.alice, "submit"), (ADMIN, "approve"), (brc.alice, "publish")):
        brc.done(who, "POST", f"/posts/{post}/{action}")
    notices = [send_notice(brc, post) for _ in range(2)]
    brc.done(brc.alice, "POST", f"/consents/{consent}/revoke")
    brc.done(ADMIN, "POST", f"{notices[0]}/withdraw")
    assert brc.status(post) == "hidden"
    brc.done(ADMIN, "POST", f"{notices[1]}/withdraw")
    assert brc.status(post) == "hidden"
    brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))
    assert brc.status(post) == "published"


def test_notice_about_a_withdrawn_post_is_received(brc: Collective) -> None:
    post = brc.published()
    brc.done(brc.alice, "POST", f"/posts/{post}/withdraw")
    notice = send_notice(brc, post)
    assert brc.done(ADMIN, "GET", notice)["status"] == "received"
    assert brc.ask(brc.alice, "POST", f"{notice}/counter-notice", COUNTER).status_code == 409
    assert brc.status(post) == "withdrawn"


def test_third_upheld_notice_stops_the_creator(brc: Collective) -> None:
    creator = brc.new_creator()
    carol = brc.creator(creator, 33)
    waiting = brc.approved(carol)
    for _ in range(2):
        brc.done(ADMIN, "POST", f"{send_notice(brc, brc.published(carol))}/uphold")
    third = brc.published(carol)
    brc.done(ADMIN, "POST", f"{send_notice(brc, third)}/uphold")
    assert brc.done(carol, "GET", f"/creators/{creator}/statistics")["upheld_notices"] == 3
    refused = brc.ask(carol, "POST", f"/posts/{waiting}/publish")
    assert (refused.status_code, "upheld" in refused.json()["reason"]) == (409, True)
    assert brc.status(third) == "hidden"


def test_moderation_names_people_and_leaves_public_forms_nameless(brc: Collective) -> None:
    post = brc.published()
    notice = send_notice(brc, post)
    brc.done(ADMIN, "POST", f"{notice}/withdraw")
    number = notice.rpartition("/")[2]
    assert brc.log(number) == [("receive", None), ("withdrawn", ADMIN.subject)]


def test_godmode_decides_without_a_trace(brc: Collective) -> None:
    post = brc.published()
    notice = send_notice(brc, post)
    before = brc.log(post), brc.log(notice.rpartition("/")[2])
    brc.done(FOUNDER, "POST", f"{notice}/withdraw")
    assert brc.status(post) == "published"
    assert (brc.log(post), brc.log(notice.rpartition("/")[2])) == before
