"""A member who is entitled to a creator, written as the owner of the database."""

from uuid import uuid4

from tests.support.platform_stack import Stack


def entitle(stack: Stack, member_id: str, creator_id: str) -> str:
    """Make the creator with a tier, entitle the member, return the id of the entitlement."""
    tier, entitlement = str(uuid4()), str(uuid4())
    with stack.connect("owner") as connection:
        connection.execute("SELECT set_config('app.reach', 'all', false)")
        connection.execute(
            "INSERT INTO brc_creator (id, pseudonym, created_at) VALUES (%s, %s, now())",
            (creator_id, creator_id),
        )
        connection.execute(
            "INSERT INTO brc_tier (id, creator_id, name, price_minor, currency, benefits,"
            " position, archived, created_at) VALUES (%s, %s, 'one', 0, 'EUR', '{}', 0, false,"
            " now())",
            (tier, creator_id),
        )
        connection.execute(
            "INSERT INTO brc_entitlement (id, member_id, creator_id, tier_id, source, starts_at)"
            " VALUES (%s, %s, %s, %s, 'grant', '2020-01-01')",
            (entitlement, member_id, creator_id, tier),
        )
    return entitlement
