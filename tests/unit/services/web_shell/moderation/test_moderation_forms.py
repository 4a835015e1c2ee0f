"""What moderators send becomes what core-api takes; what cannot be meant is refused."""

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.web_shell.moderation.log import parse_id
from services.web_shell.moderation.people import is_waiting, read_role
from services.web_shell.moderation.reasons import read_reason, require_typed
from services.web_shell.moderation.review import list_shown

_ANNA = {"person_ref": "P-1", "display_name": "Anna"}


def _form(**values: str) -> Form:
    return Form(FormData(list(values.items())))


def _consent(**changes: object) -> dict[str, object]:
    return {"person_ref": "P-1", "scope": ["publish"], "revoked_at": None, **changes}


def test_reason_goes_with_its_note() -> None:
    form = _form(reason_code="age", note=" two\r\nlines ")
    assert read_reason(form) == {"reason_code": "age", "note": "two\nlines"}
    assert read_reason(_form(reason_code="age"))["note"] is None


@pytest.mark.parametrize("values", [{}, {"reason_code": "because"}])
def test_decision_has_a_known_reason(values: dict[str, str]) -> None:
    with pytest.raises(BadFormError, match="reason"):
        read_reason(_form(**values))


@pytest.mark.parametrize("values", [{}, {"typed": "Remove"}, {"typed": "uphold"}])
def test_what_cannot_be_undone_needs_its_word(values: dict[str, str]) -> None:
    with pytest.raises(BadFormError, match="type remove"):
        require_typed(_form(**values), "remove")


def test_typed_word_is_enough() -> None:
    require_typed(_form(typed="remove"), "remove")


@pytest.mark.parametrize(
    ("values", "scope"),
    [
        ({"role": "member", "creator_id": ""}, {}),
        ({"role": "member", "creator_id": "c-1"}, {}),
        ({"role": "admin"}, {}),
        ({"role": "creator", "creator_id": "c-1"}, {"creator_id": "c-1"}),
    ],
)
def test_only_a_creator_has_a_creator(values: dict[str, str], scope: dict[str, str]) -> None:
    expected = {"platform": "blackrose", "role": values["role"], **scope}
    assert read_role(_form(**values)) == expected


def test_creator_without_its_creator_is_refused() -> None:
    with pytest.raises(BadFormError, match="which creator"):
        read_role(_form(role="creator"))


@pytest.mark.parametrize(
    ("platform", "accepted_at", "waits"),
    [
        ("blackrose", None, True),
        ("blackrose", "2026-11-22T00:00:00Z", False),
        ("novaos", None, False),
    ],
)
def test_invitation_waits_until_it_is_taken_up(
    platform: str, accepted_at: str | None, *, waits: bool
) -> None:
    assert is_waiting({"platform": platform, "accepted_at": accepted_at}) is waits


@pytest.mark.parametrize(
    ("consents", "state"),
    [
        ([], "missing"),
        ([_consent(person_ref="P-2")], "missing"),
        ([_consent()], "agreed"),
        ([_consent(scope=["download"])], "not to publication"),
        ([_consent(revoked_at="2026-11-22T00:00:00Z")], "revoked"),
        ([_consent(revoked_at="2026-11-22T00:00:00Z"), _consent()], "agreed"),
    ],
)
def test_everybody_shown_has_a_state(consents: list[dict[str, object]], state: str) -> None:
    (found,) = list_shown([_ANNA], consents)
    assert (found.name, found.state) == ("Anna", state)


def test_object_of_the_log_is_a_number_or_none() -> None:
    assert parse_id(None) is None
    assert parse_id("00000000000040008000000000000009") == "00000000-0000-4000-8000-000000000009"
    with pytest.raises(BadFormError, match="object"):
        parse_id("9' OR 1=1")
