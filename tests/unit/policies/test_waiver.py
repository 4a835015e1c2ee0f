"""Waivers are complete, short-lived and bound to one digest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from novaos.errors import PreconditionError
from novaos.reference import Digest
from policies.waiver import active_waivers, check_waivers, load_waivers

DIGEST = Digest(f"sha256:{'d' * 64}")
GOOD = {
    "id": "CVE-2026-1",
    "image": str(DIGEST),
    "owner": "security@example.org",
    "reason": "the function is not in the image",
    "ticket": "SEC-42",
    "created": "2026-01-01",
    "expires": "2026-04-01",
}


def _write(folder: Path, **changes: str | None) -> None:
    fields = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (folder / "one.yaml").write_text(text)


def test_complete_waiver_is_read(tmp_path: Path) -> None:
    _write(tmp_path)
    (waiver,) = load_waivers(tmp_path)
    assert (waiver.finding_id, waiver.digest) == ("CVE-2026-1", DIGEST)


@pytest.mark.parametrize("field", GOOD)
def test_waiver_without_a_field_is_refused(tmp_path: Path, field: str) -> None:
    _write(tmp_path, **{field: None})
    with pytest.raises(PreconditionError, match=f"missing field '{field}'"):
        load_waivers(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires": "2026-04-02"}, "expected at most 90 days"),
        ({"expires": "2025-12-31"}, "expected at most 90 days"),
        ({"image": "core-api:latest"}, "not a digest"),
        ({"owner": "'  '"}, "owner is empty"),
        ({"reason": "''"}, "reason is empty"),
        ({"created": "yesterday"}, "created is 'yesterday', expected a date"),
        ({"extra": "1"}, "unknown field 'extra'"),
        ({"id": "[CVE-2026-1]"}, "expected a str"),
        ({"ticket": "SEC-42\nticket: SEC-43"}, "duplicate keys"),
    ],
)
def test_malformed_waiver_is_refused(tmp_path: Path, change: dict[str, str], words: str) -> None:
    _write(tmp_path)
    load_waivers(tmp_path)
    _write(tmp_path, **change)
    with pytest.raises(PreconditionError, match=words) as caught:
        load_waivers(tmp_path)
    assert "one.yaml" in caught.value.message


def test_waiver_is_in_force_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    _write(tmp_path)
    waivers = load_waivers(tmp_path)
    for moment, active in (
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 4, 1, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 4, 2, tzinfo=UTC), False),
    ):
        assert bool(active_waivers(waivers, DIGEST, moment)) == active
    assert check_waivers(waivers, DIGEST, datetime(2026, 4, 2, tzinfo=UTC))
    assert not check_waivers(waivers, DIGEST, datetime(2026, 4, 1, tzinfo=UTC))
    other = Digest(f"sha256:{'e' * 64}")
    assert not check_waivers(waivers, other, datetime(2026, 4, 2, tzinfo=UTC))


def test_committed_waivers_are_well_formed() -> None:
    load_waivers()
