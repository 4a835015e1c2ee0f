"""Values are found wherever they are cut, and never repeated."""

import base64
from pathlib import Path

import pytest

from novaos.errors import PreconditionError
from tests.audit.facts import Sighting
from tests.audit.secret_search import Needles, load_needles

VALUE = b"k3y-of-the-test-0123456789"
NEEDLES = Needles({"token": (VALUE,)})


def test_value_is_found_and_only_its_name_is_told() -> None:
    found = list(NEEDLES.sightings([("logs", b"x" + VALUE), ("image", b"y")]))
    assert found == [Sighting("token", "logs")]
    assert VALUE.decode() not in repr(found) + repr(NEEDLES)


@pytest.mark.parametrize("cut", range(1, len(VALUE)))
def test_value_cut_in_two_pieces_is_found_once_with_its_file(cut: int) -> None:
    content = b"==> /proc/1/root/tmp/a <==\nabc\n==> /proc/1/root/tmp/b <==\n" + VALUE
    at = len(content) - len(VALUE) + cut
    found = list(NEEDLES.sightings_in_stream("files of /tmp", [content[:at], content[at:]]))
    assert found == [Sighting("token", "files of /tmp: /tmp/b")]


def test_file_is_remembered_over_many_pieces() -> None:
    pieces = [b"==> /proc/1/root/data/a <==\n", b"z" * 1000, b"z" * 1000, VALUE]
    found = list(NEEDLES.sightings_in_stream("data", pieces))
    assert found == [Sighting("token", "data: /data/a")]


def test_scrubbed_text_has_the_name_in_its_place() -> None:
    assert NEEDLES.scrub(f"a={VALUE.decode()};") == "a=[secret token];"


def test_other_forms_of_a_value_are_searched_too(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(VALUE + b"/+\n")
    needles = load_needles(tmp_path)
    assert needles.names_in(base64.b64encode(VALUE + b"/+")) == ["token"]
    assert needles.names_in(VALUE + b"%2F%2B") == ["token"]


def test_a_line_of_a_private_key_is_searched(tmp_path: Path) -> None:
    line = "M" * 64
    (tmp_path / "key.pem").write_text(
        f"-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----\n"
    )
    assert load_needles(tmp_path).names_in(f"  {line}".encode()) == ["key.pem"]


def test_public_keys_are_no_secrets_and_nothing_to_search_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cosign.pub").write_bytes(VALUE)
    (tmp_path / "short").write_text("abc")
    with pytest.raises(PreconditionError, match="nothing can be searched"):
        load_needles(tmp_path)
