"""The forms of the law: a post is found in what people paste, and no element may be missing."""

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.web_shell.public.forms import parse_post, read_notice, read_removal

POST = "3f2b9c1e-5a77-4d0e-9c55-0123456789ab"
NOTICE = {
    "post": POST,
    "claimant_name": "Claire",
    "claimant_contact": "1 Main Street\r\nSpringfield",
    "work_description": "A photograph",
    "good_faith": "yes",
    "accuracy_under_penalty": "yes",
    "signature": "Claire",
}
REMOVAL = {
    "post": POST,
    "contact": "me@example.org",
    "statement": "I never agreed",
    "good_faith": "yes",
    "signature": "V.",
}


def _form(values: dict[str, str]) -> Form:
    return Form(FormData(list(values.items())))


@pytest.mark.parametrize(
    "text",
    [
        POST,
        POST.upper(),
        f"  {POST}\n",
        f"https://blackrose.example/feed/{POST}",
        f"https://blackrose.example/feed/{POST}?from=mail#top",
        f"this one: {POST}, again {POST}",
    ],
)
def test_post_is_found_in_what_is_pasted(text: str) -> None:
    assert parse_post(text) == POST


@pytest.mark.parametrize(
    "text", ["", "my post", POST[:-1], f"{POST} {POST[::-1]} {'a' + POST[1:]}"]
)
def test_no_post_or_several_are_refused(text: str) -> None:
    with pytest.raises(BadFormError, match="post"):
        parse_post(text)


def test_notice_has_every_element() -> None:
    body = read_notice(_form(NOTICE))
    assert body["claimant_contact"] == "1 Main Street\nSpringfield"
    assert (body["good_faith"], body["accuracy_under_penalty"]) == (True, True)
    assert body["post_id"] == POST
    assert set(body) == {*NOTICE, "post_id"} - {"post"}


@pytest.mark.parametrize("missing", NOTICE)
def test_incomplete_notice_is_refused(missing: str) -> None:
    values = {name: value for name, value in NOTICE.items() if name != missing}
    with pytest.raises(BadFormError):
        read_notice(_form(values))


def test_removal_has_every_element() -> None:
    body = read_removal(_form(REMOVAL))
    assert set(body) == {*REMOVAL, "post_id"} - {"post"}
    assert body["good_faith"] is True


@pytest.mark.parametrize("missing", REMOVAL)
def test_incomplete_removal_is_refused(missing: str) -> None:
    values = {name: value for name, value in REMOVAL.items() if name != missing}
    with pytest.raises(BadFormError):
        read_removal(_form(values))
