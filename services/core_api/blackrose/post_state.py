"""The life of a post as a table: which action leads from which status to which.

Pure. What else an action needs (a second person, consents, no open case) is not decided here.
"""

from enum import StrEnum

from services.core_api.errors import StateConflictError


class Status(StrEnum):
    """Where a post is in its life."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    """Was published; a notice, a removal, a report or a missing consent keeps it back."""


class Action(StrEnum):
    """What can be done to a post."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"
    HIDE = "hide"
    RESTORE = "restore"
    WITHDRAW = "withdraw"


class Audience(StrEnum):
    """Who may read a published post."""

    PUBLIC = "public"
    """Every member of the platform."""
    MEMBERS = "members"
    """Members with any entitlement of the creator."""
    TIER = "tier"
    """Members whose entitlement is for this tier or one above it."""


TRANSITIONS: dict[tuple[Status, Action], Status] = {
    (Status.DRAFT, Action.EDIT): Status.DRAFT,
    (Status.REJECTED, Action.EDIT): Status.DRAFT,
    (Status.DRAFT, Action.SUBMIT): Status.REVIEW,
    (Status.REVIEW, Action.APPROVE): Status.APPROVED,
    (Status.REVIEW, Action.REJECT): Status.REJECTED,
    (Status.APPROVED, Action.REJECT): Status.REJECTED,
    (Status.APPROVED, Action.PUBLISH): Status.PUBLISHED,
    (Status.PUBLISHED, Action.HIDE): Status.HIDDEN,
    (Status.HIDDEN, Action.RESTORE): Status.PUBLISHED,
    **{(status, Action.WITHDRAW): Status.WITHDRAWN for status in set(Status) - {Status.WITHDRAWN}},
}
"""What is not listed is refused; `withdrawn` is the end."""


def require_next(status: Status, action: Action) -> Status:
    """Return the status after `action`.

    Raises `StateConflictError` if a post in this status does not allow it.
    """
    found = TRANSITIONS.get((status, action))
    if found is None:
        allowed = sorted(one.value for one, done in TRANSITIONS if done is action)
        raise StateConflictError(
            f"a post in status {status} allows no {action}; it has to be in {', '.join(allowed)}",
        )
    return found
