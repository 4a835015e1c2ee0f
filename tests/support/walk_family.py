"""Every page of GypsyCove, filled with data, as its three kinds of people see it."""

from datetime import UTC, datetime, timedelta

from tests.support.console_pages import ConsolePage
from tests.support.consoles import invite
from tests.support.family import CONSOLE, Home, Young, join, make_home, read
from tests.support.founder import founder_client

_MINUTES = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), 90) | {"sat": 150, "sun": 150}
_CARD = {
    "meeting_place_name": "The old oak behind the school",
    "contacts": [
        {"name": "Grandmother Ilse", "phone": "+49 30 1234567"},
        {"name": "Dr. Weber", "phone": "030/7654321"},
    ],
    "medical_notes": "Mila is allergic to nuts.\nThe pen is in the red bag.",
}


def build(environment: str) -> list[ConsolePage]:
    """Make two families, one with data and one without, and list their pages."""
    home = make_home(environment)
    child = join(environment, home, "Mila Linden", "child")
    _fill(home, child)
    _invite(environment, home)
    empty = make_home(environment, "Quiet")
    with founder_client(environment) as founder:
        admin = invite(founder, "admin", CONSOLE, "Ina Admin")
    parents = _pages_of_parents(f"/family/members/{child.member_id}", home.parent_member())
    young = ("me", "check-ins", "messages", "week", "card", "about-me")
    nothing = ("family", "requests", "check-ins", "card", "messages", "week")
    return [
        *(
            ConsolePage(f"family-parent-{slug}", home.parent, CONSOLE, path, dialogs)
            for slug, (path, dialogs) in parents.items()
        ),
        *(ConsolePage(f"family-child-{slug}", child.person, CONSOLE, f"/{slug}") for slug in young),
        *(
            ConsolePage(f"family-empty-{slug}", empty.parent, CONSOLE, f"/{slug}")
            for slug in nothing
        ),
        ConsolePage("family-admin-list", admin, CONSOLE, "/families"),
        ConsolePage("family-admin-one", admin, CONSOLE, f"/families/{home.id}", ("delete-family",)),
    ]


def _pages_of_parents(member: str, oneself: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return path and dialogs of every page of a parent; `member` is the path of a child."""
    return {
        "family": ("/family", ()),
        "member": (member, ("delete-member",)),
        "oneself": (f"/family/members/{oneself}", ()),
        "new-member": ("/family/new-member", ()),
        "settings": ("/family/settings", ()),
        "invitations": ("/family/invitations", ()),
        "requests": ("/requests", ()),
        "check-ins": ("/check-ins", ()),
        "card": ("/card", ()),
        "card-edit": ("/card/edit", ()),
        "messages": ("/messages", ()),
        "news": ("/messages?room=platform:gypsycove", ()),
        "week": ("/week", ()),
        "data": ("/data", ("delete-family",)),
    }


def _fill(home: Home, child: Young) -> None:
    of_child = f"/members/{child.member_id}"
    home.put(f"{of_child}/budget", {"minutes": _MINUTES})
    # A window of a day that is far ahead, so that screen time may start now.
    later = (datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower()
    window = {"days": [later], "from": "21:00", "until": "07:00"}
    home.put(f"{of_child}/downtime", {"windows": [window]})
    child.post(f"{of_child}/sessions", {"category": "games"})
    _ask(home, child)
    for minutes, note in ((30, "Call grandmother"), (-20, "Home from school")):
        due_at = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
        body = {"member_id": child.member_id, "due_at": due_at, "note": note}
        home.post(f"/families/{home.id}/check-ins", body)
    home.put(f"/families/{home.id}/emergency-card", _CARD)
    _write(home, child)


def _ask(home: Home, child: Young) -> None:
    path = f"/members/{child.member_id}/extra-time"
    first = child.post(path, {"minutes": 20, "reason": "The film is nearly over"})
    given = {"note": "Enjoy the end", "minutes": 15}
    home.post(f"/extra-time/{first['id']}/approve", given)
    child.post(path, {"minutes": 15, "reason": "Chess with Noah"})


def _write(home: Home, child: Young) -> None:
    room = f"/api/v1/messages/rooms/family:{home.id}/messages"
    for api, text in (
        (home.api, "Dinner is at seven."),
        (child.api, "May Noah come along?"),
        (home.api, "Of course."),
    ):
        read(api.ask("POST", room, {"text": text}))


def _invite(environment: str, home: Home) -> None:
    """Have invitations: taken up, waiting for a member, waiting for somebody new."""
    join(environment, home, "Jonas Linden", "teen")
    scope = {"platform": "gypsycove", "role": "teen"}
    member_id = home.add("Noah", "teen")
    for one in (scope, {**scope, "member_id": member_id}):
        read(home.api.ask("POST", "/api/v1/invitations", one))
