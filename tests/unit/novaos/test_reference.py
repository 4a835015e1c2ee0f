"""A digest and an image reference cannot exist in a form that would not pin anything."""

import contextlib
import hashlib
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novaos.errors import PreconditionError
from novaos.reference import Digest, ImageReference

HEX = "0123456789abcdef" * 4
digests = st.text("0123456789abcdef", min_size=64, max_size=64).map(
    lambda text: Digest(f"sha256:{text}"),
)
components = st.from_regex(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*", fullmatch=True)
repositories = st.builds(
    lambda host, port, parts: "/".join([f"{host}:{port}" if port else host, *parts]),
    st.from_regex(r"[a-zA-Z0-9.-]{1,20}", fullmatch=True),
    st.none() | st.integers(1, 65535),
    st.lists(components, min_size=1, max_size=3),
)


@given(repositories, digests)
def test_a_reference_survives_being_written_and_read(repository: str, digest: Digest) -> None:
    reference = ImageReference(repository, digest)
    assert ImageReference.parse(str(reference)) == reference


@given(st.text(string.printable))
def test_no_other_text_is_a_reference(text: str) -> None:
    with contextlib.suppress(PreconditionError):
        assert str(ImageReference.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1:5760/novaos-dev/redis",
        "127.0.0.1:5760/novaos-dev/redis:latest",
        f"127.0.0.1:5760/novaos-dev/redis:latest@sha256:{HEX}",
        f"127.0.0.1:5760/novaos-dev/redis@sha256:{HEX}@sha256:{HEX}",
        f"127.0.0.1:5760/novaos-dev/../redis@sha256:{HEX}",
        f"127.0.0.1:5760/NOVAOS/redis@sha256:{HEX}",
        f"redis@sha256:{HEX}",
        "127.0.0.1:5760/novaos-dev/redis@sha256:",
        f"127.0.0.1:5760/novaos-dev/redis@sha512:{HEX}",
        f"127.0.0.1:5760/novaos-dev/redis@sha256:{HEX.upper()}",
        f"127.0.0.1:5760/novaos-dev/redis@sha256:{HEX}\n",
        "",
    ],
)
def test_a_reference_that_pins_nothing_is_refused(text: str) -> None:
    with pytest.raises(PreconditionError):
        ImageReference.parse(text)


def test_a_reference_without_digest_says_what_to_write() -> None:
    with pytest.raises(PreconditionError, match=r"redis:latest.*is not pinned by digest") as caught:
        ImageReference.parse("127.0.0.1:5760/novaos-dev/redis:latest")
    assert "sha256" in caught.value.fix


@given(st.binary())
def test_a_digest_is_the_sha256_of_the_bytes(content: bytes) -> None:
    assert Digest.of_bytes(content).hex == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_a_file_has_the_digest_of_its_content(tmp_path: Path, size: int) -> None:
    content = b"x" * size
    (tmp_path / "file").write_bytes(content)
    assert Digest.of_file(tmp_path / "file") == Digest.of_bytes(content)
