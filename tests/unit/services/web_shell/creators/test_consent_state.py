"""Whose consent is missing is said by the same rule that core-api publishes by."""

import pytest

from services.web_shell.creators.consent_state import list_persons, missing_persons

_ROSA = {"person_ref": "P-1", "display_name": "Rosa"}
_OTTO = {"person_ref": "P-2", "display_name": "Otto"}


def _consent(person_ref: str = "P-1", **changes: object) -> dict[str, object]:
    return {"person_ref": person_ref, "scope": ["publish"], "revoked_at": None, **changes}


def test_consent_to_publish_counts() -> None:
    assert missing_persons(list_persons([_ROSA], [_consent()])) == []


@pytest.mark.parametrize(
    "consents",
    [
        [],
        [_consent("P-2")],
        [_consent(scope=["distribute"])],
        [_consent(revoked_at="2026-11-22T00:00:00Z")],
    ],
)
def test_consent_is_missing(consents: list[dict[str, object]]) -> None:
    found = missing_persons(list_persons([_ROSA], consents))
    assert [one.display_name for one in found] == ["Rosa"]


def test_each_person_has_the_own_consents() -> None:
    persons = list_persons([_ROSA, _OTTO], [_consent(), _consent("P-2"), _consent("P-2")])
    assert [len(one.consents) for one in persons] == [1, 2]


def test_another_consent_outlives_a_revoked_one() -> None:
    consents = [_consent(revoked_at="2026-11-22T00:00:00Z"), _consent()]
    assert missing_persons(list_persons([_ROSA], consents)) == []
