"""Facts about a small file: its SHA-256, how random its bytes are, what it seems to be.

The content comes in base64 within the task and is neither written nor kept. The kind is a guess
from the first bytes; a high entropy is no proof of anything.
"""

import binascii
import hashlib
from collections import Counter
from math import log2
from typing import Annotated

import msgspec

from agents.runtime.errors import TaskError

FILE_BYTES_MAX = 32 * 1024
_BASE64_CHARACTERS_MAX = 4 * -(-FILE_BYTES_MAX // 3)
_RANDOM_BITS_PER_BYTE = 7.5
_RANDOM_BYTES_MIN = 1024
"""Fewer bytes cannot have so much entropy unless nearly all are different."""
_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "PNG image"),
    (0, b"\xff\xd8\xff", "JPEG image"),
    (0, b"GIF87a", "GIF image"),
    (0, b"GIF89a", "GIF image"),
    (0, b"%PDF-", "PDF document"),
    (0, b"PK\x03\x04", "ZIP archive or office document"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (0, b"\x7fELF", "ELF program"),
    (0, b"MZ", "DOS or Windows program"),
    (0, b"\xca\xfe\xba\xbe", "Java class or Mach-O program"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O program"),
    (0, b"SQLite format 3\x00", "SQLite database"),
    (0, b"#!", "script"),
    (0, b"-----BEGIN ", "PEM text"),
    (4, b"ftyp", "MP4 or HEIF media"),
    (8, b"WEBP", "WebP image"),
    (8, b"WAVE", "WAV audio"),
    (257, b"ustar", "tar archive"),
)
"""Offset, bytes, kind; as in the database of file(1)."""


class FileInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file."""

    content_base64: Annotated[str, msgspec.Meta(max_length=_BASE64_CHARACTERS_MAX)]
    """RFC 4648, section 4, with its padding; at most 32 KiB of content."""
    expected_sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")] | None = None


class FileFacts(msgspec.Struct, frozen=True):
    """What is known about the file."""

    size_bytes: int
    sha256: str
    matches_expected: bool | None
    """Nothing if no hash was expected."""
    entropy_bits_per_byte: float
    kind: str
    notes: list[str]


def inspect_file(wanted: FileInput) -> FileFacts:
    """Compute the facts.

    Raises `TaskError` if the content is no base64.
    """
    try:
        content = binascii.a2b_base64(wanted.content_base64, strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise TaskError(f"content_base64 is no base64: {error}") from error
    if len(content) > FILE_BYTES_MAX:
        raise TaskError(f"the file has {len(content)} bytes, at most {FILE_BYTES_MAX} are taken")
    sha256 = hashlib.sha256(content).hexdigest()
    entropy = entropy_bits(content)
    expected = wanted.expected_sha256
    return FileFacts(
        size_bytes=len(content),
        sha256=sha256,
        matches_expected=None if expected is None else sha256 == expected,
        entropy_bits_per_byte=round(entropy, 4),
        kind=guess_kind(content),
        notes=_notes(content, entropy),
    )


def entropy_bits(content: bytes) -> float:
    """Return the Shannon entropy of the bytes: 0 for one repeated byte, 8 at most."""
    shares = (count / len(content) for count in Counter(content).values())
    return abs(sum(share * log2(share) for share in shares))


def guess_kind(content: bytes) -> str:
    """Guess from the first bytes what a file is."""
    if not content:
        return "empty"
    for offset, signature, kind in _SIGNATURES:
        if content[offset : offset + len(signature)] == signature:
            return kind
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return "unknown binary data"
    return "unknown binary data" if "\x00" in text else "UTF-8 text"


def _notes(content: bytes, entropy: float) -> list[str]:
    if len(content) >= _RANDOM_BYTES_MIN and entropy >= _RANDOM_BITS_PER_BYTE:
        return ["the bytes look random: compressed or encrypted"]
    return []
