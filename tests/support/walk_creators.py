"""Every page of creators and members: full of data, and empty for who has just come."""

from tests.support.black_rose import CONSOLE, BlackRose, Creator, in_days
from tests.support.black_rose_lyra import ask_lyra
from tests.support.console_pages import ConsolePage
from tests.support.consoles import Person

_ROSA = {"person_ref": "P-1", "display_name": "Rosa"}
_TEXT = (
    "The gate was open. We walked along the river until the lamps went out.\n\n"
    "What you see was taken by Rosa and me on the same evening.\nNothing was arranged."
)

_DRAFT = (
    "We came to the pier at night, and as nobody was there we sat down on the old boats that lay"
    " on the sand and waited until the ferry from the other side had come and gone again.\n\n"
    "All pictures are [](https://example.org/pier), the song is [here](http://example.org/song)."
)
"""What lyra has something to say about."""


def build(environment: str) -> list[ConsolePage]:
    """Make a creator and a member with everything, and one of each with nothing."""
    black_rose = BlackRose(environment)
    creator, member, moderator = black_rose.creator(), black_rose.member(), black_rose.moderator()
    posts = _write_posts(black_rose, creator, moderator)
    tier = black_rose.tier(creator, benefits=["A letter a month", "Early reading"])
    black_rose.tier(creator, "Garden", price_minor=1250, position=2)
    black_rose.redeem(member, black_rose.code(creator, tier))
    black_rose.code(creator, tier, None)
    member_id = black_rose.member_id(member)
    black_rose.ledger_entry(creator, "subscription", 500, member_id=member_id, tier_id=tier)
    black_rose.ledger_entry(creator, "payout", 123_456)
    _talk(black_rose, creator, member)
    path = f"/creators/{creator.id}/legal-name"
    black_rose.ask(creator.person, "PUT", path, {"legal_name": "Cleo Clearwater"})
    black_rose.ask(creator.person, "GET", path)
    notice = black_rose.notice(posts["noticed"])
    ask_lyra(black_rose, creator, posts["draft"])
    pages = [
        *_studio_pages(creator.person, posts, tier, member_id, notice),
        *_member_pages(member, posts["published"], creator),
        *_empty_pages(black_rose),
    ]
    black_rose.close()
    return pages


def _write_posts(black_rose: BlackRose, creator: Creator, moderator: Person) -> dict[str, str]:
    draft = black_rose.draft(
        creator, "A letter from the pier", body=_DRAFT, depicted=[_ROSA], scheduled_for=in_days(3)
    )
    black_rose.draft(creator, "Without a day", tags=["river"])
    rejected = black_rose.submitted(creator, "Too blurred")
    body = {"reason_code": "quality", "note": "The second picture is blurred."}
    black_rose.ask(moderator, "POST", f"/posts/{rejected}/reject", body)
    approved = black_rose.submitted(creator, "Before the rain", depicted=[_ROSA])
    black_rose.approve(approved, moderator)
    more = {"body": _TEXT, "tags": ["river", "night"], "depicted": [_ROSA]}
    published = black_rose.submitted(creator, "A walk at night", **more)
    black_rose.consent(creator, published, "P-1")
    black_rose.approve(published, moderator)
    black_rose.ask(creator.person, "POST", f"/posts/{published}/publish")
    return {
        "draft": draft,
        "rejected": rejected,
        "review": black_rose.submitted(creator, "Lamps"),
        "approved": approved,
        "published": published,
        "noticed": black_rose.published(creator, moderator, "The bridge"),
    }


def _talk(black_rose: BlackRose, creator: Creator, member: Person) -> None:
    path = f"/api/v1/messages/rooms/creator:{creator.id}/messages"
    for person, text in ((creator.person, "Welcome to the garden."), (member, "Thank you!")):
        black_rose.as_(person).post(path, json={"text": text}).raise_for_status()


def _studio_pages(
    person: Person, posts: dict[str, str], tier: str, member_id: str, notice: str
) -> list[ConsolePage]:
    def studio(slug: str, path: str, *dialogs: str) -> ConsolePage:
        return ConsolePage(f"studio-{slug}", person, CONSOLE, f"/studio/{path}", dialogs)

    one_post = [
        studio(f"post-{status}", f"posts/{posts[status]}", "withdraw")
        for status in ("rejected", "review", "published")
    ]
    return [
        studio("posts", "posts"),
        studio("posts-in-review", "posts?status=review"),
        studio("new-post", "posts/new"),
        studio("edit-post", f"posts/{posts['draft']}/edit"),
        studio("post-draft", f"posts/{posts['draft']}", "withdraw", "record-consent"),
        studio("post-approved", f"posts/{posts['approved']}", "withdraw", "record-consent"),
        *one_post,
        studio("post-hidden", f"posts/{posts['noticed']}", "withdraw"),
        studio("calendar", "calendar"),
        studio("tiers", "tiers"),
        studio("tier", f"tiers/{tier}"),
        studio("invitations", "tiers/invitations"),
        studio("members", "members"),
        studio("member", f"members/{member_id}"),
        studio("ledger", "ledger", "add-entry"),
        studio("statistics", "statistics"),
        studio("notices", "notices"),
        studio("notice", f"notices/{notice}"),
        studio("profile", "profile"),
    ]


def _member_pages(person: Person, post: str, creator: Creator) -> list[ConsolePage]:
    room = f"/messages/creator:{creator.id}"
    return [
        ConsolePage("member-feed", person, CONSOLE, "/feed"),
        ConsolePage("member-post", person, CONSOLE, f"/posts/{post}", ("report",)),
        ConsolePage("member-creators", person, CONSOLE, "/creators"),
        ConsolePage("member-creator", person, CONSOLE, f"/creators/{creator.id}"),
        ConsolePage("member-subscriptions", person, CONSOLE, "/subscriptions"),
        ConsolePage("member-messages", person, CONSOLE, "/messages"),
        ConsolePage("member-room", person, CONSOLE, room),
        ConsolePage("creator-room", creator.person, CONSOLE, room),
    ]


def _empty_pages(black_rose: BlackRose) -> list[ConsolePage]:
    creator, member = black_rose.creator("Nia New"), black_rose.member("Noa New")
    areas = ("posts", "calendar", "tiers", "tiers/invitations", "members", "ledger", "statistics")
    studio = [
        ConsolePage(
            f"empty-studio-{area.replace('/', '-')}", creator.person, CONSOLE, f"/studio/{area}"
        )
        for area in (*areas, "notices", "profile")
    ]
    return [
        *studio,
        ConsolePage("empty-subscriptions", member, CONSOLE, "/subscriptions"),
        ConsolePage("empty-feed", member, CONSOLE, f"/feed?creator={creator.id}"),
        ConsolePage("empty-creator", member, CONSOLE, f"/creators/{creator.id}"),
    ]
