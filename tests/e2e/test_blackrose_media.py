"""Pictures of Black Rose from a creator's file to a member's screen: only pixels arrive."""

import base64
import secrets
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.axe import check_accessibility
from tests.support.black_rose import BlackRose, Creator
from tests.support.browser import Watched, forge
from tests.support.consoles import Person
from tests.support.desk import ask_removal, read_as_page, status_of
from tests.support.pictures import (
    GPS_MARK,
    HTML,
    SVG,
    animated,
    draw,
    encode,
    jpeg_with_place,
    png_that_declares,
    polyglot,
)

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("public_forms")]
_FETCH = """async ([path, tag]) => {
    const answer = await fetch(path, {headers: tag ? {"If-None-Match": tag} : {}});
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const text = Array.from(bytes, (one) => String.fromCharCode(one)).join("");
    const headers = Object.fromEntries(answer.headers);
    return {status: answer.status, headers, content: btoa(text)};
}"""


def upload(page: Page, name: str, content: bytes, alt_text: str = "A red corner") -> None:
    """Choose a file in the editor, describe it, and send it."""
    kind = "image/jpeg"  # What the browser declares proves nothing.
    page.get_by_label("File").or_(page.get_by_label("Another picture")).set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.get_by_label("What it shows").fill(alt_text)
    page.get_by_role("button", name="the picture").first.click()


def publish(black_rose: BlackRose, creator: Creator, moderator: Person, post: str) -> None:
    black_rose.ask(creator.person, "POST", f"/posts/{post}/submit")
    black_rose.approve(post, moderator)
    black_rose.ask(creator.person, "POST", f"/posts/{post}/publish")


def test_picture_comes_back_upright_and_without_its_place(
    black_rose: BlackRose, creator: Creator, studio: Watched
) -> None:
    post = black_rose.draft(creator, "With a picture")
    page = studio.open(f"/studio/posts/{post}/edit")
    upload(page, "IMG_0001.jpg", jpeg_with_place(orientation=6))
    expect(page.get_by_text("The picture is in place.")).to_be_visible()
    shown = page.get_by_role("img", name="A red corner")
    expect(shown).to_be_visible()
    assert (shown.get_attribute("width"), shown.get_attribute("height")) == ("480", "640")
    expect(shown).to_have_js_property("naturalWidth", 480)
    assert check_accessibility(page) == []
    kept = page.evaluate(_FETCH, [f"/media/{post}", ""])
    content = base64.b64decode(kept["content"])
    assert GPS_MARK not in content
    image = Image.open(BytesIO(content))
    assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (480, 640), {})


def test_sent_picture_can_run_nothing(
    black_rose: BlackRose, creator: Creator, studio: Watched
) -> None:
    post = black_rose.draft(creator, "A polyglot")
    page = studio.open(f"/studio/posts/{post}/edit")
    upload(page, "page.html.jpg", polyglot())
    expect(page.get_by_text("The picture is in place.")).to_be_visible()
    found = page.evaluate(_FETCH, [f"/media/{post}", ""])
    assert HTML not in base64.b64decode(found["content"])
    headers = found["headers"]
    assert headers["content-type"] == "image/webp"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-disposition"] == f'inline; filename="picture-{post[:8]}.webp"'
    assert headers["cache-control"] == "private, no-cache"
    again = page.evaluate(_FETCH, [f"/media/{post}", headers["etag"]])
    assert (again["status"], again["content"]) == (304, "")


_HOSTILE = {
    "page.jpg": (HTML, "no picture"),
    "drawing.svg.jpg": (SVG, "no picture"),
    "bomb.png": (png_that_declares(50_000, 50_000), "too many pixels"),
    "truncated.jpg": (encode(draw())[:-1500], "damaged"),
    "moves.webp": (animated("WEBP"), "moves"),
    "moves.gif": (animated("GIF"), "no picture"),
}


@pytest.fixture(scope="module")
def empty_draft(black_rose: BlackRose, creator: Creator) -> str:
    return black_rose.draft(creator, "Hostile")


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_file_is_refused_with_the_reason(
    black_rose: BlackRose, creator: Creator, studio: Watched, empty_draft: str, name: str
) -> None:
    content, reason = _HOSTILE[name]
    page = studio.open(f"/studio/posts/{empty_draft}/edit")
    upload(page, name, content)
    expect(page.get_by_role("alert").get_by_text(reason)).to_be_visible()
    expect(page.get_by_label("What it shows")).to_have_value("A red corner")
    assert black_rose.ask(creator.person, "GET", f"/posts/{empty_draft}")["image"] is None


def test_file_that_is_too_large_is_refused(studio: Watched, empty_draft: str) -> None:
    page = studio.open(f"/studio/posts/{empty_draft}/edit")
    script = """async ([path, bytes]) => {
        const body = new FormData();
        body.append("picture_alt", "Large");
        body.append("picture", new Blob([new Uint8Array(bytes)]), "large.jpg");
        const headers = {"HX-Request": "true"};
        const answer = await fetch(path, {method: "POST", headers, body});
        return [answer.status, await answer.text()];
    }"""
    path = f"/media/{empty_draft}"
    status, said = page.evaluate(script, [path, 10_000_001])
    assert (status, "larger than 10 MB" in said) == (422, True)
    status, said = page.evaluate(script, [path, 10_000_000])
    assert (status, "no picture" in said) == (422, True)


def test_picture_is_replaced_and_removed(
    black_rose: BlackRose, creator: Creator, studio: Watched
) -> None:
    post = black_rose.draft(creator, "Changed")
    page = studio.open(f"/studio/posts/{post}/edit")
    for side in (100, 200):
        upload(page, "a.png", encode(draw(side, side), "PNG"), f"{side} pixels")
        expect(page.get_by_role("img", name=f"{side} pixels")).to_be_visible()
    page.get_by_role("button", name="Remove the picture").click()
    expect(page.get_by_text("The picture is removed.")).to_be_visible()
    expect(page.locator("img.cover")).to_have_count(0)
    assert read_as_page(page, f"/media/{post}") == 404


def test_members_see_the_picture_while_they_may_see_the_post(
    black_rose: BlackRose, creator: Creator, moderator: Person, studio: Watched, mia: Watched
) -> None:
    post = black_rose.draft(creator, "For members")
    never_seen = encode(draw(100 + secrets.randbelow(900), 100 + secrets.randbelow(900)))
    upload(studio.open(f"/studio/posts/{post}/edit"), "a.jpg", never_seen)
    expect(studio.page.get_by_text("The picture is in place.")).to_be_visible()
    page = mia.open("/account")
    assert read_as_page(page, f"/media/{post}") == 404
    publish(black_rose, creator, moderator, post)
    assert read_as_page(page, f"/media/{post}") == 200
    refused = [forge(page, f"/media/{post}{action}", {}) for action in ("", "/remove")]
    assert refused == [403, 403]
    studio.open("/account")
    late = forge(studio.page, f"/media/{post}/remove", {})
    assert late == 409
    ask_removal(black_rose, post)
    assert (status_of(black_rose, post), read_as_page(page, f"/media/{post}")) == ("hidden", 404)


def test_moderator_sees_the_picture_in_the_review(
    mona: Watched, black_rose: BlackRose, creator: Creator, studio: Watched
) -> None:
    post = black_rose.draft(creator, "To be reviewed")
    upload(studio.open(f"/studio/posts/{post}/edit"), "a.jpg", encode(draw()), "Seen in review")
    expect(studio.page.get_by_text("The picture is in place.")).to_be_visible()
    black_rose.ask(creator.person, "POST", f"/posts/{post}/submit")
    page = mona.open(f"/moderation/posts/{post}")
    expect(page.get_by_role("img", name="Seen in review")).to_have_js_property("naturalWidth", 640)
