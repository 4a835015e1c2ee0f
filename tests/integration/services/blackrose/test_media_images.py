"""Pictures of posts on real PostgreSQL: who may put, read and remove them, and what keeps them."""

from io import BytesIO

import pytest
from PIL import Image

from services.core_api.access.principal import Principal
from services.core_api.blackrose import media_routes
from services.core_api.body import IMAGE_BYTES_MAX
from tests.support.area_gateway import FOUNDER
from tests.support.blackrose import (
    ADMIN,
    AUDITA,
    BASE,
    MEMBER,
    NOTICE,
    REMOVAL,
    REVIEWER,
    STRANGER,
    Collective,
)
from tests.support.pictures import (
    GPS_MARK,
    HTML,
    SVG,
    draw,
    encode,
    jpeg_with_place,
    new_picture,
)
from tests.support.uploads import put_picture, send_picture

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def publish(brc: Collective, post: str, who: Principal) -> None:
    for sender, action in ((who, "submit"), (REVIEWER, "approve"), (who, "publish")):
        brc.done(sender, "POST", f"/posts/{post}/{action}")


def look(brc: Collective, who: Principal | None, post: str) -> int:
    return brc.ask(who, "GET", f"/posts/{post}/image").status_code


def test_uploaded_picture_comes_back_without_its_metadata(brc: Collective) -> None:
    post = brc.draft()
    shown = put_picture(brc, post, jpeg_with_place(orientation=6))
    assert (shown["width"], shown["height"], shown["alt_text"]) == (480, 640, "Four colours")
    answer = brc.ask(brc.alice, "GET", f"/posts/{post}/image")
    assert GPS_MARK not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (480, 640)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert brc.done(brc.alice, "GET", f"/posts/{post}")["image"] == shown


def test_file_may_be_as_large_as_is_said(brc: Collective) -> None:
    small = encode(draw())
    put_picture(brc, brc.draft(), small + bytes(IMAGE_BYTES_MAX - len(small)))


def test_known_picture_is_not_sent_again(brc: Collective) -> None:
    post = brc.draft()
    tag = f'"{put_picture(brc, post, encode(draw()))["sha256"]}"'
    path = f"{BASE}/posts/{post}/image"
    same = brc.gateway.ask(brc.alice, "GET", path, if_none_match=tag)
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    put_picture(brc, post, encode(draw(100, 100)))
    assert brc.gateway.ask(brc.alice, "GET", path, if_none_match=tag).status_code == 200


def test_who_may_not_read_the_post_may_not_see_the_picture(brc: Collective) -> None:
    tier = brc.new_tier()
    post = brc.draft(access="members")
    put_picture(brc, post, new_picture())
    assert [look(brc, who, post) for who in (MEMBER, brc.bob, AUDITA, None)] == [404, 404, 403, 401]
    assert [look(brc, who, post) for who in (brc.alice, ADMIN, FOUNDER)] == [200, 200, 200]
    publish(brc, post, brc.alice)
    brc.entitle(MEMBER, tier)
    assert [look(brc, who, post) for who in (MEMBER, STRANGER, brc.bob)] == [200, 404, 404]


def test_only_who_works_on_the_post_may_change_its_picture(brc: Collective) -> None:
    post = brc.draft()
    content = encode(draw())
    answers = [
        send_picture(brc, who, post, content).status_code for who in (brc.bob, MEMBER, AUDITA, None)
    ]
    assert answers == [404, 403, 403, 401]
    for who in (ADMIN, FOUNDER, brc.alice):
        put_picture(brc, post, content, who)
    path = f"/posts/{post}/image"
    removed = [brc.ask(who, "DELETE", path).status_code for who in (brc.bob, MEMBER, brc.alice)]
    assert removed == [404, 403, 204]
    assert brc.ask(brc.alice, "DELETE", path).status_code == 404
    assert look(brc, brc.alice, post) == 404
    assert brc.done(brc.alice, "GET", f"/posts/{post}")["image"] is None


def test_picture_of_a_post_that_is_no_draft_stays(brc: Collective) -> None:
    post = brc.draft()
    put_picture(brc, post, encode(draw()))
    brc.done(brc.alice, "POST", f"/posts/{post}/submit")
    assert send_picture(brc, brc.alice, post, encode(draw(64, 64))).status_code == 409
    assert brc.ask(brc.alice, "DELETE", f"/posts/{post}/image").status_code == 409
    brc.done(REVIEWER, "POST", f"/posts/{post}/reject", {"reason_code": "quality"})
    assert put_picture(brc, post, encode(draw(64, 64)))["width"] == 64
    assert brc.status(post) == "draft"


def test_picture_is_part_of_what_is_approved(brc: Collective) -> None:
    post = brc.draft()
    hashes = [brc.done(brc.alice, "GET", f"/posts/{post}")["content_sha256"]]
    for side in (10, 20):
        put_picture(brc, post, encode(draw(side, side)))
        hashes.append(brc.done(brc.alice, "GET", f"/posts/{post}")["content_sha256"])
    brc.done(brc.alice, "DELETE", f"/posts/{post}/image")
    last = brc.done(brc.alice, "GET", f"/posts/{post}")["content_sha256"]
    assert len(set(hashes)) == 3
    assert last == hashes[0]


def test_who_uploaded_cannot_approve(brc: Collective) -> None:
    post = brc.draft()
    put_picture(brc, post, encode(draw()), ADMIN)
    brc.done(brc.alice, "POST", f"/posts/{post}/submit")
    assert brc.ask(ADMIN, "POST", f"/posts/{post}/approve").status_code == 409
    assert brc.ask(REVIEWER, "POST", f"/posts/{post}/approve").status_code == 200


@pytest.mark.parametrize(
    ("content", "more", "status"),
    [
        (HTML, {}, 422),
        (SVG, {}, 422),
        (b"", {}, 422),
        (encode(draw()), {"kind": "image/jpeg"}, 415),
        (encode(draw()), {"alt_text": ""}, 422),
        (encode(draw()), {"alt_text": "x" * 501}, 422),
        (bytes(IMAGE_BYTES_MAX + 1), {}, 413),
    ],
)
def test_what_is_no_described_picture_is_refused(
    brc: Collective, content: bytes, more: dict[str, str], status: int
) -> None:
    post = brc.draft()
    answer = send_picture(brc, brc.alice, post, content, **more)
    assert (answer.status_code, bool(answer.json()["reason"])) == (status, True)
    assert brc.done(brc.alice, "GET", f"/posts/{post}")["image"] is None


def test_notice_hides_the_picture_with_the_post(brc: Collective) -> None:
    post = brc.draft()
    put_picture(brc, post, new_picture())
    publish(brc, post, brc.alice)
    assert look(brc, MEMBER, post) == 200
    brc.done(None, "POST", "/dmca/notices", {**NOTICE, "post_id": post})
    assert look(brc, MEMBER, post) == 404


@pytest.mark.parametrize("comment", [b"", b"other metadata"])
def test_removal_hides_the_same_picture_under_another_text(brc: Collective, comment: bytes) -> None:
    picture = draw(33 + len(comment), 33)
    first, second, other = brc.draft(), brc.draft(brc.bob), brc.draft()
    put_picture(brc, first, encode(picture))
    put_picture(brc, second, encode(picture, comment=comment), brc.bob)
    put_picture(brc, other, encode(draw(99, 33 + len(comment))))
    for post, who in ((first, brc.alice), (second, brc.bob), (other, brc.alice)):
        publish(brc, post, who)
    case = brc.done(None, "POST", "/removals", {**REMOVAL, "post_id": first})["id"]
    assert [brc.status(post) for post in (first, second, other)] == [
        "hidden",
        "hidden",
        "published",
    ]
    late = brc.draft(brc.bob)
    put_picture(brc, late, encode(picture, comment=b"late"), brc.bob)
    for who, action in ((brc.bob, "submit"), (REVIEWER, "approve")):
        brc.done(who, "POST", f"/posts/{late}/{action}")
    assert brc.ask(brc.bob, "POST", f"/posts/{late}/publish").status_code == 409
    decision = {"decision": "rejected", "reason_code": "other"}
    brc.done(ADMIN, "POST", f"/removals/{case}/decide", decision)
    assert [brc.status(post) for post in (first, second)] == ["published", "published"]
    brc.done(brc.bob, "POST", f"/posts/{late}/publish")


def test_same_file_is_known_again_though_it_was_written_otherwise(brc: Collective) -> None:
    first, second = brc.draft(), brc.draft(brc.bob)
    for post, who in ((first, brc.alice), (second, brc.bob)):
        put_picture(brc, post, encode(draw(71, 17)), who)
        publish(brc, post, who)
    with brc.stack.connect("owner") as connection:
        connection.execute("SET app.reach = 'all'")
        connection.execute("UPDATE brc_image SET sha256 = 'x' WHERE post_id = %s", (second,))
    brc.done(None, "POST", "/removals", {**REMOVAL, "post_id": first})
    assert brc.status(second) == "hidden"


def test_only_so_many_files_are_held_at_once(brc: Collective) -> None:
    post = brc.draft()
    uploads = media_routes._uploads
    with uploads._place(), uploads._place():
        answer = send_picture(brc, brc.alice, post, encode(draw()))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    assert send_picture(brc, brc.alice, post, encode(draw())).status_code == 201
