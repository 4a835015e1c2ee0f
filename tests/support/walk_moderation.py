"""The pages of moderators and of the public of Black Rose, filled with data."""

from tests.support.black_rose import CONSOLE, BlackRose, Creator
from tests.support.console_pages import ConsolePage
from tests.support.consoles import Person
from tests.support.desk import ask_removal
from tests.support.public_forms import forget_forms

_COUNTER = {
    "name": "Cleo Creator",
    "address": "2 Side Street, Springfield",
    "telephone": "+1 555 0100",
    "statement": "The photograph is my own work.",
    "mistake_under_penalty": True,
    "consent_to_jurisdiction": True,
    "signature": "Cleo Creator",
}
_SHOWN = [
    {"person_ref": "P-1", "display_name": "Anna"},
    {"person_ref": "P-2", "display_name": "Berta"},
]


def build(environment: str) -> list[ConsolePage]:
    """Make a case of each kind, and list every page of the moderators and of the public."""
    forget_forms(environment)
    black_rose = BlackRose(environment)
    mona = black_rose.moderator()
    creator, member = black_rose.creator(), black_rose.member()
    waiting = black_rose.submitted(creator, "Two friends in the garden", depicted=_SHOWN)
    black_rose.consent(creator, waiting, "P-1")
    report, notice, removal = _make_cases(black_rose, creator, mona, member)
    user = black_rose.member_id(member)
    black_rose.close()
    return _list_pages(
        mona,
        {
            "review": ("/moderation/review", ()),
            "review-none": ("/moderation/review?status=rejected&after=" + waiting, ()),
            "post": (f"/moderation/posts/{waiting}", ("reject",)),
            "reports": ("/moderation/reports", (f"report-{report}",)),
            "reports-dismissed": ("/moderation/reports?status=dismissed&after=" + report, ()),
            "dmca": ("/moderation/dmca", ()),
            "notice": (f"/moderation/dmca/{notice}", ("restore", "withdraw", "uphold")),
            "removals": ("/moderation/removals", (f"remove-{removal}", f"keep-{removal}")),
            "log": ("/moderation/log", ()),
            "log-none": (f"/moderation/log?object_id={user}", ()),
            "creators": ("/moderation/creators", ()),
            "people": ("/moderation/people", ()),
            "person": (f"/moderation/people/{user}", ("dismiss",)),
        },
    )


def _make_cases(
    black_rose: BlackRose, creator: Creator, mona: Person, member: Person
) -> tuple[str, str, str]:
    """Make a report, an answered notice and a removal request, and return their numbers."""
    reported, copied, intimate = (
        black_rose.published(creator, mona, title)
        for title in ("A stolen sunset", "A copied rose", "A night to forget")
    )
    report = black_rose.report(member, reported)
    notice = black_rose.notice(copied)
    black_rose.ask(creator.person, "POST", f"/dmca/notices/{notice}/counter-notice", _COUNTER)
    return report, notice, ask_removal(black_rose, intimate)


def _list_pages(
    moderator: Person, found: dict[str, tuple[str, tuple[str, ...]]]
) -> list[ConsolePage]:
    own = [
        ConsolePage(f"moderation-{slug}", moderator, CONSOLE, path, dialogs)
        for slug, (path, dialogs) in found.items()
    ]
    public = [
        ConsolePage(f"public-{name}", None, CONSOLE, f"/report/{name}")
        for name in ("dmca", "removal")
    ]
    return [*own, *public]
