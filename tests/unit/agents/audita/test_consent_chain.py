"""The chain from a published post to the consent of every person in it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.audita.consent_chain import Finding, audit_consents
from agents.audita.rows import Consent, Depicted, Post
from tests.support.ledger import at

DIGEST = "ab" * 32
POST = Post("post-1", "creator", "published", (Depicted("p1"), Depicted("p2")), at("2026-10-10"))
GOOD = Consent("c1", "post-1", "p1", "v2", DIGEST, at("2026-10-01"), ("publish",), "check-7")
GOOD_2 = msgspec.structs.replace(GOOD, id="c2", person_ref="p2")
FLAWS: dict[str, dict[str, object]] = {
    "revoked": {"revoked_at": at("2026-10-11")},
    "scope": {"scope": ("download",)},
    "signed_late": {"signed_at": at("2026-10-12")},
    "age_check": {"age_check_ref": " "},
    "text_hash": {"signed_text_sha256": "none"},
}


def flawed(consent: Consent, *names: str) -> Consent:
    changes = {key: value for name in names for key, value in FLAWS[name].items()}
    return msgspec.structs.replace(consent, **changes)


def reasons(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.person_ref, finding.reason) for finding in findings]


def test_a_consent_of_every_person_is_enough() -> None:
    assert audit_consents([POST], [GOOD, GOOD_2]) == []


@pytest.mark.parametrize("flaw", sorted(FLAWS))
def test_a_consent_with_one_flaw_is_found_with_post_person_and_reason(flaw: str) -> None:
    (finding,) = audit_consents([POST], [flawed(GOOD, flaw), GOOD_2])
    assert (finding.post_id, finding.person_ref, finding.reason) == ("post-1", "p1", flaw)
    assert "c1" in finding.message


def test_a_missing_consent_is_found() -> None:
    assert reasons(audit_consents([POST], [GOOD])) == [("p2", "missing")]


def test_a_consent_for_another_post_does_not_count() -> None:
    other = msgspec.structs.replace(GOOD_2, post_id="post-2")
    assert reasons(audit_consents([POST], [GOOD, other])) == [("p2", "missing")]


def test_one_valid_consent_is_enough_whatever_the_others_are() -> None:
    assert audit_consents([POST], [flawed(GOOD, "revoked", "scope"), GOOD, GOOD_2]) == []


def test_of_two_flawed_consents_the_better_one_is_reported() -> None:
    worse = flawed(GOOD, "revoked", "scope")
    found = audit_consents([POST], [worse, flawed(GOOD, "age_check"), GOOD_2])
    assert reasons(found) == [("p1", "age_check")]


def test_two_halves_are_no_whole_consent() -> None:
    assert audit_consents([POST], [flawed(GOOD, "scope"), flawed(GOOD, "revoked"), GOOD_2])


def test_only_accepted_texts_count_if_some_are_named() -> None:
    assert audit_consents([POST], [GOOD, GOOD_2], {"v2": DIGEST}) == []
    for accepted in ({}, {"v1": DIGEST}, {"v2": "cd" * 32}):
        found = audit_consents([POST], [GOOD, GOOD_2], accepted)
        assert reasons(found) == [("p1", "text"), ("p2", "text")]


def test_a_consent_of_somebody_who_is_not_depicted_is_found() -> None:
    stranger = msgspec.structs.replace(GOOD, person_ref="p3")
    assert reasons(audit_consents([POST], [GOOD, GOOD_2, stranger])) == [("p3", "not_depicted")]


def test_a_post_without_a_time_of_publication_is_found() -> None:
    timeless = msgspec.structs.replace(POST, published_at=None)
    assert reasons(audit_consents([timeless], [GOOD, GOOD_2])) == [("", "no_time")]


@pytest.mark.parametrize("status", ["draft", "review", "hidden", "withdrawn"])
def test_posts_that_nobody_sees_are_not_audited(status: str) -> None:
    assert audit_consents([msgspec.structs.replace(POST, status=status)], []) == []


CONSENTS = st.lists(
    st.builds(
        lambda person, flaws: flawed(msgspec.structs.replace(GOOD, person_ref=person), *flaws),
        st.sampled_from(["p1", "p2"]),
        st.sets(st.sampled_from(sorted(FLAWS))),
    ),
    max_size=6,
)


@given(CONSENTS, st.data())
def test_taking_a_consent_away_never_covers_a_person(
    consents: list[Consent], data: st.DataObject
) -> None:
    kept = [consent for consent in consents if data.draw(st.booleans())]
    before = {finding.person_ref for finding in audit_consents([POST], consents)}
    after = {finding.person_ref for finding in audit_consents([POST], kept)}
    assert before <= after
