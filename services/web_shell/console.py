"""The Black Rose console as a value; creators, members, moderators and the public have areas."""

from pathlib import Path

from services.console.console import Console, NavigationItem
from services.console.session import Session
from services.web_shell.creators.routes import ROUTES as CREATORS
from services.web_shell.media.routes import ROUTES as MEDIA
from services.web_shell.members.routes import ROUTES as MEMBERS
from services.web_shell.moderation.routes import ROUTES as MODERATION
from services.web_shell.public.routes import ROUTES as PUBLIC

_CREATOR = (
    NavigationItem("/studio/posts", "Posts"),
    NavigationItem("/studio/calendar", "Calendar"),
    NavigationItem("/studio/tiers", "Tiers"),
    NavigationItem("/studio/members", "Members"),
    NavigationItem("/studio/ledger", "Ledger"),
    NavigationItem("/studio/statistics", "Statistics"),
    NavigationItem("/studio/notices", "Notices"),
    NavigationItem("/messages", "Messages"),
    NavigationItem("/studio/profile", "Profile"),
)
_MEMBER = (
    NavigationItem("/feed", "Feed"),
    NavigationItem("/creators", "Creators"),
    NavigationItem("/subscriptions", "Subscriptions"),
    NavigationItem("/messages", "Messages"),
)
_MODERATOR = (
    NavigationItem("/moderation/review", "Review"),
    NavigationItem("/moderation/reports", "Reports"),
    NavigationItem("/moderation/dmca", "DMCA"),
    NavigationItem("/moderation/removals", "Removals"),
    NavigationItem("/moderation/log", "Log"),
    NavigationItem("/moderation/creators", "Creators"),
    NavigationItem("/moderation/people", "People"),
)
_PUBLIC = (
    NavigationItem("/report/dmca", "DMCA notice"),
    NavigationItem("/report/removal", "Urgent removal"),
)


def navigation(session: Session) -> tuple[NavigationItem, ...]:
    """Return the links for a role."""
    return {"creator": _CREATOR, "member": _MEMBER}.get(session.role, _MODERATOR)


def home(session: Session) -> str:
    """Return the first page of a role."""
    return navigation(session)[0].path


CONSOLE = Console(
    name="web-shell",
    title="Black Rose Collective",
    tagline="Creators publish what everybody shown in it agreed to; members read it.",
    platform="blackrose",
    roles=frozenset({"godmode", "admin", "creator", "member"}),
    folder=Path(__file__).parent,
    routes=(*CREATORS, *MEMBERS, *MODERATION, *PUBLIC, *MEDIA),
    navigation=navigation,
    home=home,
    role_words={
        "godmode": "Founder",
        "admin": "Moderator",
        "creator": "Creator",
        "member": "Member",
    },
    public_links=_PUBLIC,
)
