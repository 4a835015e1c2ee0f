"""Read an uploaded picture and write it anew: of the file, only the pixels survive.

1. What it is, its bytes say; a name or a declared type proves nothing. 2. How much memory it will
need is known before a pixel is decoded. 3. It does not move. 4. It is decoded whole, or refused.
5. It is scaled down, and turned as the camera was held. 6. It is written anew, without metadata and
without whatever was hidden in the file.
"""

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import (
    ExifTags,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from services.core_api.errors import MalformedError

MEDIA_TYPE = "image/webp"
SIDE_PIXELS_MAX = 1600
_QUALITY = 82
_SCAN = b"\xff\xda"
"""How each scan of a JPEG begins (ITU-T T.81, B.2.3); its data never has these two bytes."""
_SCANS_MAX = 50
"""A progressive JPEG usually has ten; each one costs a pass over all pixels."""
_MEGA = 1_000_000
PIXELS_MAX = {"JPEG": 25 * _MEGA, "MPO": 25 * _MEGA, "PNG": 25 * _MEGA, "WEBP": 12 * _MEGA}
"""By format, so that one picture at a time never needs more than 250 MB.

JPEG: 4 bytes a pixel, and 6 for the coefficients of a progressive one: 250 MB, measured 240. PNG:
4, 4 for its conversion, and the lines of the scaling: measured 232. WebP: two canvases, the frame
and the image, 4 each: 192, measured 185. core-api has 512 MiB (536 MB), needs 130 by itself, and
holds two files of 10 MB twice while they are received, 40: together 420. MPO is a JPEG with a
preview behind it, as many telephones write it.
"""
_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}
_TRANSPARENT = {"LA", "PA", "RGBA"}
# The formats of this module; all others of Pillow are never asked.
_FORMATS = (
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
)
Image.MAX_IMAGE_PIXELS = max(PIXELS_MAX.values())
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept."""

    content: bytes
    width: int
    height: int
    sha256: str
    """Of `content`: the same for the same pixels, whatever metadata came with them."""
    source_sha256: str
    """Of the file as it was sent: the same for the same file, whichever encoder we have."""


def read_picture(content: bytes) -> Picture:
    """Read a file and write it anew; takes a second or two of a processor.

    Raises `MalformedError` with what is wrong with it.
    """
    try:
        written, size = _write(_decode(content))
    except MalformedError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MalformedError(_too_large(max(PIXELS_MAX.values()))) from error
    except Exception as error:  # a decoder of strangers' bytes may raise anything
        raise MalformedError("the picture is damaged, or not whole; save it anew") from error
    return Picture(written, *size, sha256(written).hexdigest(), sha256(content).hexdigest())


def _decode(content: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(content), formats=[one.format for one in _FORMATS])  # (1)
    except UnidentifiedImageError as error:
        raise MalformedError("the file is no picture; send a JPEG, PNG or WebP") from error
    found = image.format or ""
    if image.width * image.height > PIXELS_MAX[found]:  # (2)
        raise MalformedError(_too_large(PIXELS_MAX[found]))
    if found in {"JPEG", "MPO"} and content.count(_SCAN) > _SCANS_MAX:
        raise MalformedError("the picture is made of too many layers; save it in another way")
    if found != "MPO" and getattr(image, "is_animated", False):  # (3)
        raise MalformedError("the picture moves; send one that does not")
    if image.mode not in _MODES:
        raise MalformedError(f"colours as {image.mode} are not taken; save it as RGB with 8 bits")
    image.draft(None, (SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))  # A JPEG can be decoded smaller.
    image.load()  # (4)
    return _upright(_scaled(image), image.getexif().get(ExifTags.Base.Orientation))


def _scaled(image: Image.Image) -> Image.Image:
    """Return the picture with at most the longest side, in one of two modes (5)."""
    has_holes = image.mode in _TRANSPARENT or "transparency" in image.info
    wanted = "RGBA" if has_holes else "RGB"
    plain = image if image.mode == wanted else image.convert(wanted)
    plain.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX), Image.Resampling.LANCZOS)
    return plain


def _upright(image: Image.Image, orientation: object) -> Image.Image:
    """Turn a picture by its Exif 2.32 tag 274 (5)."""
    turn = Image.Transpose
    turns = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }
    found = turns.get(orientation) if isinstance(orientation, int) else None
    return image if found is None else image.transpose(found)


def _write(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """Write the pixels and nothing else (6)."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    written = BytesIO()
    bare.save(written, "WEBP", quality=_QUALITY)
    return written.getvalue(), bare.size


def _too_large(pixels: int) -> str:
    return f"the picture has too many pixels; make it smaller than {pixels // _MEGA} megapixels"
