"""The key that signs tokens is replaced in three steps; no valid token is refused on the way."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.jwt_rotation import NEXT_PRIVATE, RETIRED_PUBLIC, rotate
from infra.secret_documents import DOCUMENTS
from infra.secret_generation import public_half
from novaos.errors import PreconditionError
from tests.support.secret_folder import ensure_all, private_key, use_secret_folder

_OLD, _NEW = public_half(private_key()), public_half(private_key(1))
_LATER = timedelta(minutes=12)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = use_secret_folder(tmp_path, monkeypatch)
    ensure_all(folder)
    return folder


def _now() -> datetime:
    return datetime.now(UTC)


def _published() -> tuple[str, str]:
    return DOCUMENTS["jwt_public.pem"]("dev"), DOCUMENTS["jwt_public_other.pem"]("dev")


@pytest.mark.usefixtures("folder")
def test_steps_follow_each_other_and_begin_again() -> None:
    published = [_published()]
    numbers = []
    for minutes in (0, 0, 12, 24):
        numbers.append(rotate("dev", _now() + timedelta(minutes=minutes)).number)
        published.append(_published())
    assert numbers == [1, 2, 3, 1]
    assert published[:4] == [(_OLD, _OLD), (_OLD, _NEW), (_NEW, _OLD), (_NEW, _NEW)]


def test_private_keys_are_closed_and_the_old_one_is_gone(folder: Path) -> None:
    rotate("dev", _now())
    assert (folder / NEXT_PRIVATE).stat().st_mode & 0o777 == 0o600
    rotate("dev", _now())
    assert (folder / "jwt_private.pem").stat().st_mode & 0o777 == 0o600
    assert not [each for each in folder.iterdir() if private_key() in each.read_text()]


def test_old_key_is_not_retired_while_its_tokens_are_valid(folder: Path) -> None:
    rotate("dev", _now())
    rotate("dev", _now())
    with pytest.raises(PreconditionError, match="may be valid until") as caught:
        rotate("dev", _now() + timedelta(minutes=9))
    assert "novaos secrets rotate-jwt dev" in caught.value.fix
    assert (folder / RETIRED_PUBLIC).exists()
    assert _published() == (_NEW, _OLD)


def test_interrupted_second_step_is_done_again(folder: Path) -> None:
    rotate("dev", _now())
    # What is there when the step ends between its two writes.
    (folder / RETIRED_PUBLIC).write_text(_OLD)
    assert _published() == (_OLD, _NEW)
    assert rotate("dev", _now()).number == 2
    assert _published() == (_NEW, _OLD)
    assert not (folder / NEXT_PRIVATE).exists()


def test_spoilt_next_key_is_refused_and_the_old_one_still_signs(folder: Path) -> None:
    rotate("dev", _now())
    (folder / NEXT_PRIVATE).write_text("spoilt")
    with pytest.raises(PreconditionError, match="refused"):
        rotate("dev", _now())
    assert DOCUMENTS["jwt_public.pem"]("dev") == _OLD


def test_environment_without_secrets_is_told_to_make_them(folder: Path) -> None:
    (folder / "jwt_private.pem").unlink()
    with pytest.raises(PreconditionError, match="is missing"):
        rotate("dev", _now())


def test_age_of_the_retired_key_is_what_counts(folder: Path) -> None:
    rotate("dev", _now())
    rotate("dev", _now())
    long_ago = (_now() - _LATER).timestamp()
    os.utime(folder / RETIRED_PUBLIC, (long_ago, long_ago))
    assert rotate("dev", _now()).number == 3
