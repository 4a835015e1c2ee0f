"""Picture files for tests: good ones, and hostile ones that are named for their defect."""

import secrets
import struct
import zlib
from io import BytesIO

from PIL import ExifTags, Image

GPS_MARK = b"KilroyWasHere"
"""In the metadata of pictures with a place; must never come back."""


def draw(width: int = 640, height: int = 480) -> Image.Image:
    """Return a picture whose four corners differ."""
    image = Image.new("RGB", (width, height), "white")
    for left, upper, colour in ((0, 0, "red"), (1, 0, "green"), (0, 1, "blue"), (1, 1, "black")):
        box = (left * width // 2, upper * height // 2)
        image.paste(Image.new("RGB", (width // 2, height // 2), colour), box)
    return image


def encode(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    """Return a picture as a file."""
    written = BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def new_picture() -> bytes:
    """Return a JPEG that nobody has uploaded: a removal also forbids the same picture elsewhere."""
    grid = Image.frombytes("RGB", (8, 8), secrets.token_bytes(8 * 8 * 3))
    return encode(grid.resize((640, 480), Image.Resampling.NEAREST))


def jpeg_with_place(orientation: int = 1, width: int = 640, height: int = 480) -> bytes:
    """Return what a telephone writes: where it was, who made it, how it was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = GPS_MARK.decode()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (52.0, 31.0, 12.0)
    gps[ExifTags.GPS.GPSAreaInformation] = GPS_MARK
    return encode(draw(width, height), exif=exif, comment=GPS_MARK)


def png_that_declares(width: int, height: int) -> bytes:
    """Return a tiny file that says it is huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    chunks = (b"IHDR" + header, b"IDAT" + data, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks
    )


def animated(kind: str) -> bytes:
    """Return a picture that moves."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    return encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
)


def polyglot() -> bytes:
    """Return a picture that is a page of HTML too."""
    return encode(draw(), comment=HTML) + HTML
