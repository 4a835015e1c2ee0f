"""Queries keep to the sender's own creator, whatever the database keeps back besides."""

from uuid import UUID

import pytest
from sqlalchemy import select

from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.principal import Access, Principal
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.scope import NOBODY, actor_of, is_reader, own_creator, within_reach

USER, CREATOR = UUID(int=7), UUID(int=8)


def access_of(role: Role, reach: Reach = Reach.OWN, *, godmode: bool = False) -> Access:
    """Return the access of a person, who is a creator if the role says so."""
    creator = str(CREATOR) if role is Role.CREATOR else None
    principal = Principal(
        role, Platform.BLACKROSE, str(USER), creator=creator, godmode_bypass=godmode
    )
    return Access(principal, reach)


@pytest.mark.parametrize(
    ("access", "owner"),
    [
        (access_of(Role.CREATOR), CREATOR),
        (access_of(Role.MEMBER), NOBODY),
        (access_of(Role.ADMIN), NOBODY),
    ],
)
def test_own_reach_is_a_condition_of_the_query(access: Access, owner: UUID) -> None:
    query = within_reach(select(PostRecord.id), access, PostRecord.creator_id).compile()
    assert "WHERE brc_post.creator_id = " in str(query)
    assert list(query.params.values()) == [owner] == [own_creator(access)]


def test_reach_of_all_keeps_every_row() -> None:
    access = access_of(Role.ADMIN, Reach.ALL)
    query = within_reach(select(PostRecord.id), access, PostRecord.creator_id)
    assert "WHERE" not in str(query)


@pytest.mark.parametrize(
    ("access", "actor"),
    [
        (access_of(Role.ADMIN), USER),
        (access_of(Role.CREATOR), USER),
        (access_of(Role.MEMBER), USER),
        (access_of(Role.GODMODE, Reach.ALL, godmode=True), None),
        (access_of(Role.MEMBER, Reach.ALL, godmode=True), None),
        (Access(Principal(Role.AGENT, Platform.INTERNAL, "lyra"), Reach.ALL), None),
        (Access(Principal(Role.ANONYMOUS, Platform.INTERNAL), Reach.OWN), None),
    ],
)
def test_godmode_machines_and_nobody_are_never_recorded(access: Access, actor: UUID | None) -> None:
    assert actor_of(access) == actor


@pytest.mark.parametrize(
    ("access", "reader"),
    [
        (access_of(Role.MEMBER), True),
        (access_of(Role.MEMBER, godmode=True), False),
        (access_of(Role.CREATOR), False),
    ],
)
def test_members_are_readers(access: Access, *, reader: bool) -> None:
    assert is_reader(access) is reader
