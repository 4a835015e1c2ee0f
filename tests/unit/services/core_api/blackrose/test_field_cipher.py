"""Sealed fields open with their key at their place, and never otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.blackrose.field_cipher import FieldCipher, UnreadableFieldError

CIPHER = FieldCipher("a key for tests, of thirty-two characters or more")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_sealed_text_opens_again(plain: str) -> None:
    assert CIPHER.unseal(CIPHER.seal(plain, "row:1"), "row:1") == plain


def test_one_text_is_sealed_differently_each_time() -> None:
    assert CIPHER.seal("Anna", "row:1") != CIPHER.seal("Anna", "row:1")


def test_sealed_text_does_not_contain_the_plain_one() -> None:
    assert b"Anna Example" not in CIPHER.seal("Anna Example", "row:1")


@pytest.mark.parametrize(
    ("cipher", "place"), [(CIPHER, "row:2"), (FieldCipher("another key"), "row:1")]
)
def test_another_place_or_another_key_does_not_open(cipher: FieldCipher, place: str) -> None:
    sealed = CIPHER.seal("Anna", "row:1")
    with pytest.raises(UnreadableFieldError, match="does not open"):
        cipher.unseal(sealed, place)


@given(st.binary(max_size=40))
def test_any_other_bytes_do_not_open(sealed: bytes) -> None:
    with pytest.raises(UnreadableFieldError):
        CIPHER.unseal(sealed, "row:1")


@given(st.data())
def test_changed_bit_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(CIPHER.seal("Anna", "row:1"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(UnreadableFieldError):
        CIPHER.unseal(bytes(sealed), "row:1")
