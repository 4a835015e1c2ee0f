"""Whether a post may be seen: consents, a second person's approval, and open cases, as pure rules.

1. Whoever reviews is neither the author nor the last editor; two actors without a name may be the
same one. 2. Each depicted person has a consent to publish that is not revoked. 3. What was approved
is what is published. 4. No open case holds the post back. Each check returns what is missing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

PUBLISH = "publish"
REPEAT_INFRINGER_NOTICES = 3
"""17 U.S.C. 512(i)(1)(A) asks for a policy on repeat infringers; ours: three upheld notices."""


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent, as far as publication asks for it."""

    person_ref: str
    scope: frozenset[str]
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The open cases that keep a post back."""

    notices: int = 0
    removals: int = 0
    """Requests about this post or about one with the same content."""
    reports: int = 0


def hash_content(title: str, body: str, image_sha256: str | None = None) -> str:
    """Return the SHA-256 of what is published.

    One-to-one: a title has no line break, and no text has the NUL before the hash of the picture.
    """
    picture = f"\0{image_sha256}" if image_sha256 else ""
    return sha256(f"{title}\n{body}{picture}".encode()).hexdigest()


def check_reviewer(reviewer: UUID | None, author: UUID | None, editor: UUID | None) -> list[str]:
    """Find why this person may not review this post."""
    if reviewer in (author, editor):  # (1)
        return ["who wrote or edited a post cannot review it; ask a second person"]
    return []


def missing_consents(depicted: Iterable[str], consents: Iterable[GivenConsent]) -> list[str]:
    """Return the depicted persons who have not agreed to publication."""
    agreed = {  # (2)
        consent.person_ref
        for consent in consents
        if consent.revoked_at is None and PUBLISH in consent.scope
    }
    return sorted(set(depicted) - agreed)


def check_visibility(missing: Collection[str], holds: Holds) -> list[str]:
    """Find why a post may not be seen now."""
    found = [f"the consent of {person} is missing; record it first" for person in sorted(missing)]
    if holds.notices:  # (4)
        found.append(f"{holds.notices} copyright notices are open; decide them first")
    if holds.removals:
        found.append(f"{holds.removals} removal requests forbid this content")
    if holds.reports:
        found.append(f"{holds.reports} reports hid this post; decide them first")
    return found


def check_approval(approved_sha256: str | None, content_sha256: str) -> list[str]:
    """Find why the approval does not cover the content."""
    if approved_sha256 is None:  # (3)
        return ["the post has no approval; submit it for review"]
    if approved_sha256 != content_sha256:
        return ["the approval is for other content; submit the post again"]
    return []


def check_infringer(upheld_notices: int) -> list[str]:
    """Find out whether the creator may publish at all."""
    if upheld_notices >= REPEAT_INFRINGER_NOTICES:
        return [f"{upheld_notices} copyright notices were upheld: this creator cannot publish"]
    return []
