"""Audit the chain from a published post to a valid consent of every person in it.

A person is covered by one consent for this post that passes every step:
1. it was not revoked;
2. its scope allows to publish;
3. it was signed before the post was published;
4. it refers to a check of the person's age;
5. it carries the SHA-256 of the signed text, and that is an accepted text if the caller names some.
No consent at all is a finding too, so taking a consent away never makes a finding disappear.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import msgspec

from agents.audita.rows import Consent, Post

PUBLISHED = "published"
PUBLISH = "publish"
_SHA256_DIGITS = frozenset("0123456789abcdef")
_SHA256_LENGTH = 64

AcceptedTexts = dict[
    Annotated[str, msgspec.Meta(min_length=1, max_length=200)],
    Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")],
]
"""Version of a consent text -> SHA-256 of that text."""


class Finding(msgspec.Struct, frozen=True):
    """One person in one post without a valid consent, or one consent for nobody."""

    post_id: str
    person_ref: str
    reason: str
    """For programs: one word per kind of finding."""
    message: str
    """For people: what is wrong and what to do."""


def audit_consents(
    posts: Iterable[Post],
    consents: Iterable[Consent],
    accepted_texts: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Find every gap in the chain of every published post."""
    by_post: dict[str, list[Consent]] = {}
    for consent in consents:
        by_post.setdefault(consent.post_id, []).append(consent)
    findings: list[Finding] = []
    for post in posts:
        if post.status == PUBLISHED:
            findings += _audit_post(post, by_post.get(post.id, []), accepted_texts)
    return findings


def _audit_post(
    post: Post, consents: Sequence[Consent], accepted: Mapping[str, str] | None
) -> Iterator[Finding]:
    people = [person.person_ref for person in post.depicted]
    if post.published_at is None:
        yield Finding(post.id, "", "no_time", "published without a time: nothing can be compared")
    for person in people:
        theirs = [consent for consent in consents if consent.person_ref == person]
        yield from _audit_person(post, person, theirs, accepted)
    for consent in consents:
        if consent.person_ref not in people:
            message = f"consent {consent.id} is of a person who is not depicted; correct either"
            yield Finding(post.id, consent.person_ref, "not_depicted", message)


def _audit_person(
    post: Post, person: str, consents: Sequence[Consent], accepted: Mapping[str, str] | None
) -> Iterator[Finding]:
    if not consents:
        message = "no consent; withdraw the post or record a consent"
        yield Finding(post.id, person, "missing", message)
        return
    checked = [list(_check_consent(post, consent, accepted)) for consent in consents]
    # One valid consent is enough; without one, the best of them says what is missing.
    for reason, message in min(checked, key=len):
        yield Finding(post.id, person, reason, message)


def _check_consent(
    post: Post, consent: Consent, accepted: Mapping[str, str] | None
) -> Iterator[tuple[str, str]]:
    name = f"consent {consent.id}"
    if consent.revoked_at is not None:  # (1)
        yield "revoked", f"{name} was revoked at {consent.revoked_at.isoformat()}; hide the post"
    if PUBLISH not in consent.scope:  # (2)
        yield "scope", f"{name} does not allow to publish, only {', '.join(consent.scope) or '-'}"
    if post.published_at is not None and consent.signed_at > post.published_at:  # (3)
        yield "signed_late", f"{name} was signed after the post was published"
    if not (consent.age_check_ref or "").strip():  # (4)
        yield "age_check", f"{name} refers to no check of age; withdraw the post until there is one"
    yield from _check_text(consent, accepted, name)  # (5)


def _check_text(
    consent: Consent, accepted: Mapping[str, str] | None, name: str
) -> Iterator[tuple[str, str]]:
    digest = consent.signed_text_sha256
    if len(digest) != _SHA256_LENGTH or not _SHA256_DIGITS.issuperset(digest):
        yield "text_hash", f"{name} carries no SHA-256 of the signed text"
    elif accepted is not None and accepted.get(consent.text_version) != digest:
        yield "text", f"{name}: text {consent.text_version!r} is not one of the accepted texts"
