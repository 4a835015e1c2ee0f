"""What moderators did: the log, read from either end, and the reason that an author is told."""

import pytest

from tests.support.blackrose import ADMIN, MEMBER, REVIEWER, Collective

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def test_log_is_read_from_either_end(brc: Collective) -> None:
    post = brc.published()
    path = f"/moderation-log?object_id={post}"
    oldest = brc.items(ADMIN, f"{path}&order=oldest")
    assert [one["action"] for one in oldest] == ["approve", "publish"]
    first = brc.done(ADMIN, "GET", f"{path}&order=newest&limit=1")
    second = brc.done(ADMIN, "GET", f"{path}&order=newest&limit=1&after={first['next']}")
    assert [*first["items"], *second["items"]] == oldest[::-1]
    assert second["next"] is None
    assert brc.ask(ADMIN, "GET", f"{path}&order=upside-down").status_code == 422


def test_author_is_told_why_a_post_was_sent_back_until_it_is_submitted_again(
    brc: Collective,
) -> None:
    post = brc.draft()
    told = []
    rejection = {"reason_code": "quality", "note": "The light is poor"}
    steps = [
        (brc.alice, "POST", "/submit", None),
        (REVIEWER, "POST", "/reject", rejection),
        (brc.alice, "PATCH", "", {"title": "Another"}),
        (brc.alice, "POST", "/submit", None),
    ]
    for who, method, action, body in steps:
        shown = brc.done(who, method, f"/posts/{post}{action}", body)
        told.append((shown["rejected_reason"], shown["rejected_note"]))
    sent_back = ("quality", "The light is poor")
    assert told == [(None, None), sent_back, sent_back, (None, None)]


def test_members_are_not_told_what_was_wrong_before(brc: Collective) -> None:
    post = brc.published()
    with brc.stack.connect("owner") as connection:
        connection.execute("SET app.reach = 'all'")
        connection.execute(
            "UPDATE brc_post SET rejected_note = 'between us' WHERE id = %s", (post,)
        )
    assert brc.done(brc.alice, "GET", f"/posts/{post}")["rejected_note"] == "between us"
    assert brc.done(MEMBER, "GET", f"/posts/{post}")["rejected_note"] is None
