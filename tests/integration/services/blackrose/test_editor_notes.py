"""Lyra's notes and plan for a creator: lyra's own code on real rows, heard over real Redis."""

from collections.abc import Iterator
from typing import Any

import pytest

from agents.contract.messages import Command
from agents.lyra.agent import VERSION
from services.core_api.blackrose.editor_requests import REQUESTS_MAX
from services.core_api.commands.sweeper import sweep
from tests.support.area_gateway import FOUNDER
from tests.support.blackrose import ADMIN, AUDITA, BASE, LYRA, MEMBER, Collective
from tests.support.editor import Editor

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
WORD = "Persimmon"
LONG = f"{WORD} " + "and then we walked on " * 8 + "home."
BODY = f"{LONG}\n\nRead [](https://example.org/more)."


@pytest.fixture(scope="module")
def editor(brc: Collective) -> Iterator[Editor]:
    with Editor(brc) as listening:
        yield listening


@pytest.fixture(autouse=True)
def fresh(brc: Collective, editor: Editor) -> None:
    """Let an hour pass, so that no test counts the requests of another."""
    brc.gateway.clock.advance(3601)
    editor.beat()
    editor.hear()


def notes(brc: Collective, post: str) -> dict[str, Any]:
    found: dict[str, Any] = brc.done(brc.alice, "GET", f"/posts/{post}/editor-notes")["latest"]
    return found


def ask(brc: Collective, post: str) -> Any:  # noqa: ANN401 - any JSON
    return brc.done(brc.alice, "POST", f"/posts/{post}/editor-notes")


def test_creator_asks_and_reads_what_lyra_found(brc: Collective, editor: Editor) -> None:
    post = brc.draft(body=BODY, tags=["Tea Time"])
    asked = ask(brc, post)
    assert (asked["outcome"], asked["review"], asked["version"]) == ("pending", None, VERSION)
    assert notes(brc, post)["outcome"] == "pending"
    heard = editor.work()
    assert {part["command_id"] for part in asked["parts"]} == {command.id for command in heard}
    found = notes(brc, post)
    assert (found["outcome"], found["outdated"], found["ended_at"] is None) == (
        "done",
        False,
        False,
    )
    assert found["review"]["readability"]["words"] > 40
    (sentence,) = found["review"]["findings"]["rows"]
    assert (sentence["kind"], sentence["line"]) == ("long_sentence", 1)
    assert WORD in sentence["message"]
    kinds = {row["kind"]: (row["line"], row["tag"]) for row in found["media"]["findings"]["rows"]}
    assert kinds == {"link_text_missing": (3, None), "tag_form": (None, "Tea Time")}


def test_answer_outlives_the_errand_once_somebody_looked(brc: Collective, editor: Editor) -> None:
    seen, unseen = brc.draft(body=BODY), brc.draft(body=BODY)
    ask(brc, seen)
    ask(brc, unseen)
    editor.work()
    assert notes(brc, seen)["outcome"] == "done"
    brc.gateway.clock.advance(3600)
    brc.gateway.run(sweep(brc.gateway.ports))
    assert (notes(brc, seen)["outcome"], notes(brc, seen)["review"] is None) == ("done", False)
    found = notes(brc, unseen)
    assert (found["outcome"], found["review"]) == ("timed_out", None)
    assert "ask again" in found["parts"][0]["detail"]


@pytest.mark.parametrize(
    "change", [{"body": "Short."}, {"title": "Another"}, {"tags": ["tea"]}, {"alt_text": "Tea"}]
)
def test_changed_draft_makes_notes_outdated_until_they_are_asked_for_again(
    brc: Collective, editor: Editor, change: dict[str, object]
) -> None:
    post = brc.draft(body=BODY)
    ask(brc, post)
    editor.work()
    assert notes(brc, post)["outdated"] is False
    brc.done(brc.alice, "PATCH", f"/posts/{post}", change)
    assert notes(brc, post)["outdated"] is True
    assert ask(brc, post)["outdated"] is False
    editor.work()
    assert (notes(brc, post)["outcome"], notes(brc, post)["outdated"]) == ("done", False)


def test_planned_time_leaves_notes_as_they_are(brc: Collective, editor: Editor) -> None:
    post = brc.draft(body=BODY)
    ask(brc, post)
    editor.work()
    brc.done(brc.alice, "PATCH", f"/posts/{post}", {"scheduled_for": brc.later(days=3)})
    assert notes(brc, post)["outdated"] is False


def test_silent_lyra_times_out_and_is_asked_again(brc: Collective, editor: Editor) -> None:
    post = brc.draft()
    ask(brc, post)
    again = brc.ask(brc.alice, "POST", f"/posts/{post}/editor-notes")
    assert (again.status_code, "works on it" in again.json()["reason"]) == (409, True)
    brc.gateway.clock.advance(31)
    found = notes(brc, post)
    assert (found["outcome"], found["review"], found["media"]) == ("timed_out", None, None)
    assert ask(brc, post)["outcome"] == "pending"
    editor.hear()


def test_half_an_answer_is_no_success(brc: Collective, editor: Editor) -> None:
    post = brc.draft()
    ask(brc, post)
    review, media = sorted(editor.hear(), key=lambda one: str(one.args["capability"]), reverse=True)
    editor.report(review, "failed", detail="no such post")
    editor.report(media, "done", result={"images": "many"})
    found = notes(brc, post)
    assert (found["outcome"], found["media"]) == ("failed", None)
    assert [part["detail"] for part in found["parts"]] == [
        "no such post",
        "the answer of lyra is not understood",
    ]


def test_lyra_that_is_not_there_is_a_refusal_that_keeps_nothing(brc: Collective) -> None:
    post = brc.draft()
    with Editor(brc) as second:
        brc.gateway.clock.advance(91)
        stale = brc.ask(brc.alice, "POST", f"/posts/{post}/editor-notes")
        second.beat()
    assert (stale.status_code, stale.json()["error"]) == (503, "agent_away")
    assert brc.done(brc.alice, "GET", f"/posts/{post}/editor-notes")["latest"] is None


def test_beating_heart_that_does_not_listen_is_a_refusal(
    brc: Collective, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = brc.draft()

    async def unheard(_: Command) -> int:
        return 0

    monkeypatch.setattr(brc.gateway.ports.state_store, "publish", unheard)
    answer = brc.ask(brc.alice, "POST", f"/posts/{post}/editor-notes")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    assert brc.done(brc.alice, "GET", f"/posts/{post}/editor-notes")["latest"] is None
    assert editor.hear() == []


def test_what_cannot_be_edited_is_not_read(brc: Collective) -> None:
    answer = brc.ask(brc.alice, "POST", f"/posts/{brc.approved()}/editor-notes")
    assert (answer.status_code, "reads drafts" in answer.json()["reason"]) == (409, True)


def test_creator_asks_so_often_within_an_hour(brc: Collective, editor: Editor) -> None:
    posts = [brc.draft() for _ in range(REQUESTS_MAX + 1)]
    for post in posts[:-1]:
        editor.beat()
        ask(brc, post)
    refused = brc.ask(brc.alice, "POST", f"/posts/{posts[-1]}/editor-notes")
    assert (refused.status_code, int(refused.headers["Retry-After"]) <= 3600) == (429, True)
    other = brc.draft(brc.bob)
    assert brc.ask(brc.bob, "POST", f"/posts/{other}/editor-notes").status_code == 202
    brc.gateway.clock.advance(3601)
    editor.beat()
    assert ask(brc, posts[-1])["outcome"] == "pending"


def test_draft_leaves_no_words_with_the_commands(brc: Collective, editor: Editor) -> None:
    post = brc.draft(body=BODY)
    sent = {part["command_id"] for part in ask(brc, post)["parts"]}
    heard = editor.hear()
    assert [command.trace for command in heard] == [False, False]
    assert {str(command.args["input"]) for command in heard} == {str({"post_id": post})}
    for command in heard:
        editor.report(command, "done", result={"said": WORD})
    for who in (FOUNDER, LYRA):
        listed = brc.gateway.ask(who, "GET", "/api/v1/agent/commands?limit=500").text
        assert not [one for one in sent if one in listed]
    for one in sent:
        assert brc.gateway.ask(FOUNDER, "GET", f"/api/v1/agent/commands/{one}").status_code == 404
    with brc.stack.connect("owner") as connection:
        found = connection.execute(
            "SELECT count(*) FROM agent_command_target WHERE result::text LIKE %s", (f"%{WORD}%",)
        ).fetchone()
    assert found == (0,)


def test_notes_are_for_the_creator_and_administrators_alone(
    brc: Collective, editor: Editor
) -> None:
    post = brc.draft()
    path = f"/posts/{post}/editor-notes"
    assert brc.done(ADMIN, "POST", path)["outcome"] == "pending"
    editor.work()
    assert brc.done(ADMIN, "GET", path)["latest"]["outcome"] == "done"
    assert notes(brc, post)["outcome"] == "done"
    for method in ("GET", "POST"):
        assert brc.ask(brc.bob, method, path).status_code == 404
        assert {brc.ask(who, method, path).status_code for who in (MEMBER, LYRA, AUDITA)} == {403}


def test_plan_has_every_draft_with_a_day_and_a_reason(brc: Collective, editor: Editor) -> None:
    drafts = {brc.draft(brc.bob, tags=["tea"]) for _ in range(3)}
    path = f"/creators/{brc.bob_id}/calendar-plan"
    first = (brc.now.date()).isoformat()
    wanted = {"first_day": first, "days": 14, "weekdays": ["mon", "thu"], "hour_utc": 23}
    assert brc.done(brc.bob, "POST", path, wanted)["plan"] is None
    (command,) = editor.work()
    assert command.args["input"] == {**wanted, "creator_id": brc.bob_id}
    latest = brc.done(brc.bob, "GET", path)["latest"]
    entries = latest["plan"]["entries"]["rows"]
    assert drafts <= {entry["post_id"] for entry in entries}
    assert all(entry["reason"] for entry in entries)
    assert (latest["asked"], latest["outdated"]) == (wanted, False)
    brc.draft(brc.bob)
    assert brc.done(brc.bob, "GET", path)["latest"]["outdated"] is True


@pytest.mark.parametrize("days", [-1, 400])
def test_plan_begins_within_the_next_year(brc: Collective, days: int) -> None:
    first = brc.later(days=days)[:10]
    answer = brc.ask(
        brc.alice, "POST", f"/creators/{brc.alice_id}/calendar-plan", {"first_day": first}
    )
    assert (answer.status_code, "within the next year" in answer.json()["reason"]) == (409, True)


@pytest.mark.parametrize("first", [0, "2026-11-22T00:00:00", "22.11.2026", True])
def test_day_of_a_plan_is_written_as_a_day(brc: Collective, first: object) -> None:
    path = f"{BASE}/creators/{brc.alice_id}/calendar-plan"
    answer = brc.gateway.ask(brc.alice, "POST", path, {"first_day": first})
    assert answer.status_code == 422
