"""Facts about a small file."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.glitch.file_facts import (
    FILE_BYTES_MAX,
    FileInput,
    entropy_bits,
    guess_kind,
    inspect_file,
)
from agents.runtime.errors import TaskError


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_facts_of_a_text() -> None:
    # SHA-256 of "abc": FIPS 180-2, appendix B.1. Three bytes, all different: log2(3) bits.
    facts = inspect_file(FileInput(encoded(b"abc")))
    assert facts.sha256.startswith("ba7816bf 8f01cfea 414140de".replace(" ", ""))
    assert (facts.size_bytes, facts.kind, facts.entropy_bits_per_byte) == (3, "UTF-8 text", 1.585)
    assert facts.matches_expected is None


@pytest.mark.parametrize(("expected", "matches"), [(b"abc", True), (b"abcd", False)])
def test_expected_hash_is_compared(expected: bytes, matches: bool) -> None:  # noqa: FBT001
    wanted = FileInput(encoded(b"abc"), hashlib.sha256(expected).hexdigest())
    assert inspect_file(wanted).matches_expected is matches


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "PNG image"),
        (b"%PDF-1.7", "PDF document"),
        (b"PK\x03\x04....", "ZIP archive or office document"),
        (b"\x7fELF\x02", "ELF program"),
        (b"MZ\x90", "DOS or Windows program"),
        (b"#!/bin/sh\n", "script"),
        (b"....ftypisom", "MP4 or HEIF media"),
        (b"RIFF....WEBPVP8 ", "WebP image"),
        (b"a" * 257 + b"ustar\x00", "tar archive"),
        ("Grüße".encode(), "UTF-8 text"),
        (b"\xff\xfe\x00", "unknown binary data"),
        (b"text\x00text", "unknown binary data"),
    ],
)
def test_kind_is_guessed_by_content(content: bytes, kind: str) -> None:
    assert guess_kind(content) == kind


@pytest.mark.parametrize(
    ("content", "bits"),
    [(b"\x00" * 100, 0.0), (b"ab" * 50, 1.0), (bytes(range(256)) * 4, 8.0)],
)
def test_entropy(content: bytes, bits: float) -> None:
    assert entropy_bits(content) == pytest.approx(bits)


def test_random_bytes_are_noted() -> None:
    assert inspect_file(FileInput(encoded(bytes(range(256)) * 8))).notes
    assert not inspect_file(FileInput(encoded(bytes(range(256))))).notes  # too few to say


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("not base64!", "no base64"),
        ("YWJj\n", "no base64"),
        ("YQ", "no base64"),
        ("\u00e9", "no base64"),
        (encoded(b"x" * (FILE_BYTES_MAX + 1)), "at most"),
    ],
)
def test_bad_content_is_refused(content: str, reason: str) -> None:
    with pytest.raises(TaskError, match=reason):
        inspect_file(FileInput(content))


@given(st.binary(max_size=2000))
def test_facts_of_any_file(content: bytes) -> None:
    facts = inspect_file(FileInput(encoded(content)))
    assert facts.size_bytes == len(content)
    assert 0 <= facts.entropy_bits_per_byte <= 8
