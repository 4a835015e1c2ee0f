"""The page of a post says what is next, and exactly what it waits for."""

import html
from typing import Any

import pytest

from tests.support.black_rose_console import BlackRoseConsole

_CREATOR = "33333333-3333-4333-8333-333333333333"
_POST = "44444444-4444-4444-8444-444444444444"
_AT = "2026-11-22T10:00:00Z"
_ROSA = {"person_ref": "P-1", "display_name": "Rosa"}
_PATH = f"/api/v1/blackrose/posts/{_POST}"
_CONSENT = {
    "id": _CREATOR,
    "post_id": _POST,
    "person_ref": "P-1",
    "text_version": "2026-1",
    "signed_text_sha256": "a" * 64,
    "signed_at": _AT,
    "scope": ["publish"],
    "age_check_ref": "safe",
    "recorded_at": _AT,
    "revoked_at": None,
}


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> BlackRoseConsole:
    return BlackRoseConsole(tmp_path_factory.mktemp("console"))


def _show(console: BlackRoseConsole, consents: list[dict[str, Any]], **changes: object) -> str:
    """Return the page of a post that depicts Rosa."""
    post = {
        "id": _POST,
        "creator_id": _CREATOR,
        "title": "A walk",
        "body": "One.\n\nTwo.",
        "access": "public",
        "tier_id": None,
        "status": "approved",
        "alt_text": None,
        "tags": [],
        "content_sha256": "b" * 64,
        "created_at": _AT,
        "updated_at": _AT,
        "submitted_at": _AT,
        "approved_at": _AT,
        "published_at": None,
        "scheduled_for": None,
        "rejected_reason": None,
        "rejected_note": None,
        "image": None,
        "depicted": [_ROSA],
        **changes,
    }
    console.core_api.says("GET", _PATH, body=post)
    console.core_api.says("GET", f"{_PATH}/consents", body={"items": consents, "next": None})
    none = {"editor": "online", "latest": None}
    console.core_api.says("GET", f"{_PATH}/editor-notes", body=none)
    path = f"/api/v1/blackrose/creators/{_CREATOR}/tiers"
    console.core_api.says("GET", path, body={"items": [], "next": None})
    console.enter_as("creator", _CREATOR)
    answer = console.get(f"/studio/posts/{_POST}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_missing_consent_is_named_in_place_of_the_button(console: BlackRoseConsole) -> None:
    page = _show(console, [])
    assert "Publishing is blocked: a consent is missing." in page
    assert "The consent of Rosa (P-1) to publish" in page
    assert f"/studio/posts/{_POST}/publish" not in page


def test_approved_post_with_all_consents_can_be_published(console: BlackRoseConsole) -> None:
    page = _show(console, [_CONSENT])
    assert "Publishing is blocked" not in page
    assert f"/studio/posts/{_POST}/publish" in page


@pytest.mark.parametrize(
    ("status", "submit", "edit", "withdraw"),
    [
        ("draft", True, True, True),
        ("rejected", False, True, True),
        ("review", False, False, True),
        ("published", False, False, True),
        ("hidden", False, False, True),
        ("withdrawn", False, False, False),
    ],
)
def test_status_offers_what_core_api_allows(
    console: BlackRoseConsole, status: str, *, submit: bool, edit: bool, withdraw: bool
) -> None:
    page = _show(console, [_CONSENT], status=status, published_at=_AT)
    offered = [f"/studio/posts/{_POST}/{one}" in page for one in ("submit", "edit", "withdraw")]
    assert offered == [submit, edit, withdraw]
    assert f"/studio/posts/{_POST}/publish" not in page


@pytest.mark.parametrize(
    ("status", "offered"), [("draft", True), ("rejected", True), ("published", False)]
)
def test_lyra_is_offered_for_what_can_be_edited(
    console: BlackRoseConsole, status: str, *, offered: bool
) -> None:
    page = _show(console, [], status=status, published_at=_AT)
    assert ("Notes of Lyra" in page) is offered


def test_reason_and_note_of_the_review_are_shown(console: BlackRoseConsole) -> None:
    page = _show(
        console, [], status="rejected", rejected_reason="quality", rejected_note="Blurred."
    )
    assert "The review sent this post back: <strong>its quality</strong>" in page
    assert "Blurred." in page


def test_paragraphs_are_text(console: BlackRoseConsole) -> None:
    body = "<b>One</b>\n\n<script>two</script>"
    _show(console, [], body=body)
    raw = console.get(f"/studio/posts/{_POST}").text
    assert "<p>&lt;b&gt;One&lt;/b&gt;</p>" in raw
    assert "<script>two" not in raw
