"""Of an uploaded file only the pixels survive; what is no picture, or a trap, is refused."""

from hashlib import shake_256
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from services.core_api.blackrose.media_picture import (
    PIXELS_MAX,
    SIDE_PIXELS_MAX,
    Picture,
    read_picture,
)
from services.core_api.errors import MalformedError
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


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.content))


def corner(image: Image.Image) -> tuple[int, ...]:
    """Return the colour of the upper left corner, roughly."""
    found = image.convert("RGB").getpixel((5, 5))
    assert isinstance(found, tuple)
    return tuple(round(one / 255) for one in found)


def test_place_and_author_are_gone() -> None:
    sent = jpeg_with_place()
    assert GPS_MARK in sent
    assert Image.open(BytesIO(sent)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    kept = read_picture(sent)
    assert GPS_MARK not in kept.content
    image = opened(kept)
    assert image.format == "WEBP"
    assert (dict(image.getexif()), "exif" in image.info, "xmp" in image.info) == ({}, False, False)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_profiles_and_texts_are_gone(kind: str) -> None:
    image = draw()
    image.info["comment"] = GPS_MARK
    kept = read_picture(encode(image, kind, icc_profile=GPS_MARK, xmp=GPS_MARK))
    assert GPS_MARK not in kept.content


@pytest.mark.parametrize(
    ("orientation", "size", "colour"),
    [
        (1, (640, 480), (1, 0, 0)),
        (2, (640, 480), (0, 1, 0)),
        (3, (640, 480), (0, 0, 0)),
        (4, (640, 480), (0, 0, 1)),
        (5, (480, 640), (1, 0, 0)),
        (6, (480, 640), (0, 0, 1)),
        (7, (480, 640), (0, 0, 0)),
        (8, (480, 640), (0, 1, 0)),
        (99, (640, 480), (1, 0, 0)),
    ],
)
def test_picture_is_upright(
    orientation: int, size: tuple[int, int], colour: tuple[int, ...]
) -> None:
    kept = read_picture(jpeg_with_place(orientation))
    assert (kept.width, kept.height) == size
    assert corner(opened(kept)) == colour


@pytest.mark.parametrize(
    ("width", "height"), [(4000, 3000), (3000, 4000), (1601, 2), (9000, 1), (1, 1), (1600, 1600)]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_is_scaled_down_and_keeps_its_shape(kind: str, width: int, height: int) -> None:
    kept = read_picture(encode(Image.new("RGB", (width, height)), kind))
    assert opened(kept).size == (kept.width, kept.height)
    assert max(kept.width, kept.height) <= SIDE_PIXELS_MAX
    factor = min(1, SIDE_PIXELS_MAX / max(width, height))
    assert abs(kept.width - width * factor) <= 1
    assert abs(kept.height - height * factor) <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_common_mode_is_taken(mode: str) -> None:
    kept = read_picture(encode(draw().convert(mode), "PNG"))
    assert (opened(kept).mode, kept.width) == ("RGB", 640)


def test_what_is_seen_through_stays_so() -> None:
    image = draw().convert("RGBA")
    image.putalpha(128)
    assert opened(read_picture(encode(image, "PNG"))).mode == "RGBA"


def test_telephone_jpeg_with_a_preview_is_taken() -> None:
    sent = encode(draw(), "MPO", save_all=True, append_images=[draw(64, 48)])
    assert Image.open(BytesIO(sent)).format == "MPO"
    assert read_picture(sent).width == 640


def test_noise_that_looks_like_scans_is_no_jpeg() -> None:
    noise = Image.frombytes("RGB", (1500, 1200), shake_256(b"noise").digest(1500 * 1200 * 3))
    sent = encode(noise, "PNG", compress_level=0)
    assert sent.count(b"\xff\xda") > 50
    assert read_picture(sent).width == 1500


def test_polyglot_loses_its_page() -> None:
    sent = polyglot()
    assert HTML in sent
    assert HTML not in read_picture(sent).content


_REFUSED = {
    "html_named_jpg": (HTML, "no picture"),
    "svg": (SVG, "no picture"),
    "empty": (b"", "no picture"),
    "zip": (b"PK\x03\x04" + bytes(100), "no picture"),
    "gif": (encode(draw(), "GIF"), "no picture"),
    "bmp": (encode(draw(), "BMP"), "no picture"),
    "tiff": (encode(draw(), "TIFF"), "no picture"),
    "jpeg_truncated": (encode(draw())[:-1500], "damaged"),
    "png_truncated": (encode(draw(), "PNG")[:-60], "damaged"),
    "webp_truncated": (encode(draw(), "WEBP")[:-400], "damaged|no picture"),
    "jpeg_header_only": (encode(draw())[:30], "no picture|damaged"),
    "png_bomb": (png_that_declares(50_000, 50_000), "too many pixels"),
    "png_a_bit_too_large": (png_that_declares(26_000, 1000), "too many pixels"),
    "png_short_of_data": (png_that_declares(1000, 1000), "damaged"),
    "animated_png": (animated("PNG"), "moves"),
    "animated_webp": (animated("WEBP"), "moves"),
    "cmyk_jpeg": (encode(draw().convert("CMYK")), "CMYK"),
    "png_16_bits": (encode(Image.new("I;16", (9, 9)), "PNG"), "I;16"),
    "jpeg_of_a_thousand_scans": (encode(draw()) + b"\xff\xda" * 1000, "layers"),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_hostile_or_unknown_file_is_refused_with_the_reason(name: str) -> None:
    content, reason = _REFUSED[name]
    with pytest.raises(MalformedError, match=reason):
        read_picture(content)


def test_webp_may_have_fewer_pixels_as_it_needs_more_memory() -> None:
    width = PIXELS_MAX["WEBP"] // 1000 + 1
    with pytest.raises(MalformedError, match="12 megapixels"):
        read_picture(encode(Image.new("RGB", (width, 1000)), "WEBP", quality=1, method=0))


def test_same_pixels_are_known_again_under_other_metadata() -> None:
    first = read_picture(encode(draw(), comment=b"one"))
    second = read_picture(encode(draw(), comment=b"two"))
    assert first.sha256 == second.sha256
    assert first.source_sha256 != second.source_sha256
