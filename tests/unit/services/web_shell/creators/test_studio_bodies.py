"""Forms of the studio become bodies of core-api; half-filled ones are refused."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.web_shell.creators.consents import read_consent
from services.web_shell.creators.ledger import read_entry
from services.web_shell.creators.members import read_grant
from services.web_shell.creators.notices import read_answer
from services.web_shell.creators.tiers import read_invitation, read_tier

_CONSENT = {
    "person_ref": "P-1",
    "text_version": "2026-1",
    "signed_at": "2026-01-02T10:00",
    "age_check_ref": "safe 3",
}
_ANSWER = {
    "name": "Cleo",
    "address": "2 Side Street\r\nTown",
    "telephone": "1",
    "statement": "Mine.",
    "signature": "Cleo",
    "mistake_under_penalty": "yes",
    "consent_to_jurisdiction": "yes",
}


def _form(fields: dict[str, str], *more: tuple[str, str]) -> Form:
    return Form(FormData([*fields.items(), *more]))


def test_consent_has_the_scopes_that_were_ticked_and_no_other() -> None:
    ticked = [("scope", "publish"), ("scope", "download"), ("scope", "everything")]
    body = read_consent(_form(_CONSENT, *ticked), b"paper")
    assert body["scope"] == ["publish", "download"]
    assert body["signed_at"] == "2026-01-02T10:00:00Z"
    assert len(body["signed_text_sha256"]) == 64


def test_tier_has_its_price_in_minor_units() -> None:
    fields = {
        "name": "A",
        "price": "4.50",
        "currency": "EUR",
        "position": "2",
        "benefits": "x\r\ny",
    }
    assert read_tier(_form(fields)) == {
        "name": "A",
        "price_minor": 450,
        "currency": "EUR",
        "position": 2,
        "benefits": ["x", "y"],
    }


def test_invitation_without_days_has_no_end() -> None:
    body = read_invitation(_form({"tier_id": "t", "expires_at": "2026-12-01T00:00", "days": ""}))
    assert body == {"tier_id": "t", "expires_at": "2026-12-01T00:00:00Z", "days": None}


def test_grant_without_an_end_has_none() -> None:
    assert read_grant(_form({"member_id": "m", "tier_id": "t"}))["expires_at"] is None


def test_entry_without_a_member_names_none() -> None:
    fields = {
        "kind": "tip",
        "amount": "1",
        "currency": "EUR",
        "occurred_at": "2026-11-22T10:00",
        "category": "tips",
        "reference": "7",
        "member_id": " ",
        "tier_id": "",
    }
    body = read_entry(_form(fields))
    assert (body["member_id"], body["tier_id"], body["amount_minor"]) == (None, None, 100)


def test_counter_notice_declares_what_the_law_asks_for() -> None:
    body: dict[str, Any] = read_answer(_form(_ANSWER))
    assert body["mistake_under_penalty"] is True
    assert body["consent_to_jurisdiction"] is True
    assert body["address"] == "2 Side Street\nTown"


@pytest.mark.parametrize("missing", ["mistake_under_penalty", "consent_to_jurisdiction"])
def test_counter_notice_without_a_declaration_is_refused(missing: str) -> None:
    fields = {name: value for name, value in _ANSWER.items() if name != missing}
    with pytest.raises(BadFormError, match="both declarations"):
        read_answer(_form(fields))
