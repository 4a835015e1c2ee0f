"""Lyra's capabilities from the task's input to the result."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from agents.contract.limits import DESCRIPTION_CHARACTERS_MAX, RESULT_BYTES_MAX
from agents.contract.messages import Command
from agents.lyra.agent import AGENT
from agents.runtime.capability import Query
from agents.runtime.task import Outcome, execute_task
from tests.support.core_api_answers import NOW, AnsweringCoreApi, every_part, task_context
from tests.support.platform_messages import COMMAND

CREATOR = "00000000-0000-4000-8000-00000000000c"
POST = "00000000-0000-4000-8000-00000000000a"
POSTS = "/api/v1/blackrose/posts"
TEXT = "# Tea\n\nSee [here](http://example.com). ![](a.png)\n"


class PostsCoreApi(AnsweringCoreApi):
    """Serve posts, filtered by status as core-api does."""

    def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """Return a page of the posts with the wanted status, or an answer."""
        if path != POSTS:
            return super().get(path, query)
        rows = [post for post in self.lists[POSTS] if post["status"] == (query or {})["status"]]
        served = AnsweringCoreApi({POSTS: rows})
        self.asked.append((path, query or {}))
        return served.get(path, query)


def core_api() -> PostsCoreApi:
    def post(name: str, status: str, **fields: str) -> dict[str, Any]:
        return {"id": name, "title": name, "status": status, "body": "", "tags": ["tea"], **fields}

    drafts = [post(f"draft-{number:02}", "draft") for number in range(25)]
    soon = (NOW + timedelta(days=2)).isoformat()
    past = (NOW - timedelta(days=2)).isoformat()
    others = [
        post("approved-1", "approved"),
        post("soon", "published", published_at=soon),
        post("past", "published", published_at=past),
    ]
    one = {"id": POST, "title": "Tea", "body": TEXT, "tags": ["Green Tea"], "alt_text": ""}
    return PostsCoreApi({POSTS: [*drafts, *others]}, {f"{POSTS}/{POST}": one})


def run(capability: str, given: dict[str, Any], served: AnsweringCoreApi | None = None) -> Outcome:
    args = {"capability": capability, "input": given}
    command = msgspec.convert({**COMMAND, "agent": "lyra", "op": "task", "args": args}, Command)
    return execute_task(command, AGENT, task_context("lyra", served or core_api()))


WEEK = {"first_day": "2026-11-23", "days": 7}
GOOD: dict[str, dict[str, Any]] = {
    "content_calendar": {**WEEK, "creator_id": CREATOR},
    "review_draft": {"text": TEXT},
    "check_media": {"text": TEXT, "tags": ["tea"]},
    "list_templates": {},
    "fill_template": {
        "template": "event_invitation",
        "values": dict.fromkeys(
            ["event", "date", "place", "programme", "access", "reply_by"], "see below"
        ),
    },
    "outline": {"template": "tutorial", "words": 900},
    "lesson_plan": {"age": 9, "topic": "tea", "minutes": 180},
}


def test_every_capability_of_the_table_is_tried_and_described() -> None:
    assert set(GOOD) == set(AGENT.capabilities)
    lengths = [len(each.description) for each in AGENT.capabilities.values()]
    assert all(20 < length <= DESCRIPTION_CHARACTERS_MAX for length in lengths)


@pytest.mark.parametrize("capability", sorted(GOOD))
def test_a_capability_works_and_its_result_fits(capability: str) -> None:
    outcome = run(capability, GOOD[capability])
    assert outcome.error == ""
    assert len(msgspec.json.encode(outcome.result)) <= RESULT_BYTES_MAX


@pytest.mark.parametrize(
    ("capability", "given", "reason"),
    [
        ("content_calendar", WEEK, "either drafts or creator_id"),
        ("content_calendar", {**WEEK, "creator_id": CREATOR, "drafts": []}, "either drafts or"),
        ("content_calendar", {**WEEK, "first_day": "2026-11-21", "drafts": []}, "is over"),
        (
            "content_calendar",
            {**WEEK, "first_day": "2026-11-22", "hour_utc": 12, "drafts": []},
            "12:00 UTC is over",
        ),
        ("content_calendar", {**WEEK, "first_day": "soon", "drafts": []}, "first_day"),
        ("content_calendar", {**WEEK, "days": 93, "drafts": []}, "days"),
        ("content_calendar", {**WEEK, "weekdays": [], "drafts": []}, "weekdays"),
        ("content_calendar", {**WEEK, "drafts": [{"id": "a"}, {"id": "a"}]}, "the same id"),
        (
            "content_calendar",
            {**WEEK, "drafts": [{"id": "a", "scheduled_for": "2026-11-23T10:00:00"}]},
            "scheduled_for",
        ),
        ("review_draft", {}, "either text or post_id"),
        ("review_draft", {"text": "a", "post_id": POST}, "either text or post_id"),
        ("review_draft", {"text": "x" * 20_001}, "text"),
        ("review_draft", {"post_id": CREATOR}, "core-api refused with 404"),
        ("check_media", {"text": "a", "tags": "tea"}, "tags"),
        ("fill_template", {"template": "announcement", "values": {}}, "value for details"),
        ("fill_template", {"template": "../../etc/passwd", "values": {}}, "template"),
        ("fill_template", {"template": "poem", "values": {}}, "no template 'poem'"),
        ("outline", {"template": "tutorial", "words": 0}, "words"),
        ("lesson_plan", {"age": 3, "topic": "tea", "minutes": 30}, "age"),
        ("lesson_plan", {"age": 9, "topic": "{{x}}", "minutes": 30}, "topic"),
        ("lesson_plan", {"age": 9, "topic": "tea", "minutes": 14}, "minutes"),
    ],
)
def test_bad_input_gets_a_reason(capability: str, given: dict[str, Any], reason: str) -> None:
    outcome = run(capability, given)
    assert reason in outcome.error
    assert outcome.result is None


def test_the_calendar_of_a_creator_holds_every_post_that_is_not_out_yet() -> None:
    served = core_api()
    given = {**WEEK, "creator_id": CREATOR}
    results = every_part(
        lambda start: dict(run("content_calendar", {**given, "from_row": start}, served).result),
        "entries",
    )
    entries = {row["post_id"]: row for result in results for row in result["entries"]["rows"]}
    assert len(entries) == 27
    assert "past" not in entries
    # NOW is the 22nd at noon: two days later is taken.
    assert entries["soon"]["publish_at"].startswith("2026-11-24T12:00")
    assert entries["approved-1"]["publish_at"].startswith("2026-11-23T17:00")
    assert {query["creator_id"] for _, query in served.asked} == {CREATOR}


def test_a_post_is_checked_with_its_own_tags_and_alternative_text() -> None:
    result = run("check_media", {"post_id": POST}).result
    kinds = sorted(row["kind"] for row in result["findings"]["rows"])
    assert kinds == [
        "alt_missing",
        "alt_missing",
        "link_scheme",
        "link_scheme",
        "link_text_empty",
        "tag_form",
    ]


def test_a_review_measures_what_is_read() -> None:
    result = run("review_draft", {"text": "# A title\n\nThe cat sat. It is a cat."}).result
    assert result["readability"]["words"] == 7
    assert (result["headings"], result["paragraphs"]) == (1, 1)
