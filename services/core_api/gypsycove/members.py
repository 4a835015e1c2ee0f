"""Routes of the members of a family, and of the consent of parents to keep data about a child.

A member gets its login by an invitation, and by nothing else; deleting the member ends the login.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from services.core_api.access.actors import Role
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.gypsycove.family_bodies import (
    Consent,
    Member,
    MemberChange,
    NewConsent,
    NewMember,
)
from services.core_api.gypsycove.identifiers import new_id
from services.core_api.gypsycove.models import ConsentRecord, MemberRecord
from services.core_api.gypsycove.pages import Page, PageDependency, read_page
from services.core_api.gypsycove.work import FamilyWork, OpenWork
from services.core_api.identity import door as identity
from services.core_api.interface import Ports
from services.core_api.ports import PortsDependency

router = APIRouter()
_ROLES_WITH_LOGIN = (Role.PARENT, Role.TEEN, Role.CHILD)


async def _view(work: FamilyWork, record: MemberRecord) -> Member:
    """Show a member: to others of the family only who it is."""
    fields: dict[str, Any] = {
        name: getattr(record, name) for name in Member.model_fields.keys() - {"consent"}
    }
    is_open = work.sees_family or work.is_self(record)
    consent = await work.consent_in_force(record.id) if is_open else None
    if not is_open:
        fields["birth_year"] = None
    return Member(**fields, consent=consent and Consent.model_validate(consent))


@router.post("/api/v1/gypsycove/families/{family_id}/members", status_code=201)
async def add_member(family_id: UUID, body: NewMember, open_work: OpenWork) -> Member:
    """Add a member, with the consent of the parent who adds a child if it is given here."""
    async with open_work() as work:
        family = await work.family(family_id)
        record = MemberRecord(
            id=new_id(work.now),
            family_id=family.id,
            created_at=work.now,
            **body.model_dump(exclude={"consent_text_version"}),
        )
        work.session.add(record)
        await work.session.flush()
        if body.consent_text_version is not None:
            await _consent(work, record, body.consent_text_version)
        return await _view(work, record)


@router.get("/api/v1/gypsycove/families/{family_id}/members")
async def list_members(
    family_id: UUID, open_work: OpenWork, wanted: PageDependency
) -> Page[Member]:
    """List the members of a family."""
    async with open_work() as work:
        family = await work.family(family_id)
        query = select(MemberRecord).where(MemberRecord.family_id == family.id)
        records, after = await read_page(work, query, MemberRecord.id, wanted)
        return Page[Member](items=[await _view(work, one) for one in records], next=after)


@router.get("/api/v1/gypsycove/members/{member_id}")
async def read_member(member_id: UUID, open_work: OpenWork) -> Member:
    """Read one member."""
    async with open_work() as work:
        return await _view(work, await work.member(member_id))


@router.patch("/api/v1/gypsycove/members/{member_id}")
async def change_member(
    member_id: UUID, body: MemberChange, open_work: OpenWork, ports: PortsDependency
) -> Member:
    """Change a member; a login gets the member's new role, and starts anew with it."""
    async with open_work() as work:
        record = await work.member(member_id)
        if body.role not in {None, record.role}:
            await _change_role(work, ports, record, str(body.role))
        for name, value in body.model_dump(exclude_none=True).items():
            setattr(record, name, value)
        return await _view(work, record)


@router.delete("/api/v1/gypsycove/members/{member_id}", status_code=204)
async def delete_member(member_id: UUID, open_work: OpenWork, ports: PortsDependency) -> None:
    """Delete a member with everything that is recorded about it, and end its login here at once."""
    async with open_work() as work:
        await work.lock(member_id)
        member = await work.member(member_id)
        if work.actor is not None and work.is_self(member):
            raise StateConflictError("nobody deletes the own member; another parent can do it")
        await work.pass_policies()
        await identity.withdraw_invitations(work.session, member.family_id, member.id)
        await work.session.refresh(member, with_for_update=True)  # one was taken up just now
        if member.user_id is not None:
            await identity.end_logins(ports, work.session, member.family_id, member.user_id)
        await work.session.delete(member)


@router.post("/api/v1/gypsycove/members/{member_id}/consent", status_code=201)
async def give_consent(member_id: UUID, body: NewConsent, open_work: OpenWork) -> Consent:
    """Consent as a parent; doing it again to the same text changes nothing."""
    async with open_work() as work:
        record = await work.member(member_id)
        return Consent.model_validate(await _consent(work, record, body.text_version))


@router.get("/api/v1/gypsycove/members/{member_id}/consents")
async def list_consents(
    member_id: UUID, open_work: OpenWork, wanted: PageDependency
) -> Page[Consent]:
    """List the consents for a member, withdrawn ones too."""
    async with open_work() as work:
        member = await work.member(member_id)
        query = select(ConsentRecord).where(ConsentRecord.member_id == member.id)
        records, after = await read_page(work, query, ConsentRecord.id, wanted)
        return Page[Consent](items=[Consent.model_validate(one) for one in records], next=after)


@router.post("/api/v1/gypsycove/members/{member_id}/consent/withdraw")
async def withdraw_consent(member_id: UUID, open_work: OpenWork) -> Consent:
    """Withdraw the consent: nothing more is kept about the child until there is a new one."""
    async with open_work() as work:
        member = await work.member(member_id)
        record = await work.consent_in_force(member.id)
        if record is None:
            raise NotFoundError("there is no consent in force")
        record.withdrawn_at = work.now
        return Consent.model_validate(record)


async def _change_role(work: FamilyWork, ports: Ports, member: MemberRecord, role: str) -> None:
    """Let the login of a member follow its role, if it has one."""
    await work.session.refresh(member, with_for_update=True)
    if member.user_id is None:
        return
    if work.actor is not None and work.is_self(member):
        raise StateConflictError("nobody changes the own role; another parent can do it")
    if role not in _ROLES_WITH_LOGIN:
        raise StateConflictError("guests have no login; delete the member to end this one")
    await work.pass_policies()
    await identity.change_role(ports, work.session, member.family_id, member.user_id, role)


async def _consent(work: FamilyWork, member: MemberRecord, text_version: str) -> ConsentRecord:
    if member.role != Role.CHILD:
        raise StateConflictError("only data about a child need a parent's consent")
    principal = work.access.principal
    if principal.role is not Role.PARENT:
        raise StateConflictError("only a parent can consent; log in as one")
    await work.lock(member.id)
    found = await work.consent_in_force(member.id)
    if found is not None and found.text_version == text_version:
        return found
    if found is not None:
        found.withdrawn_at = work.now
        await work.session.flush()
    record = ConsentRecord(
        id=new_id(work.now),
        family_id=member.family_id,
        member_id=member.id,
        text_version=text_version,
        consented_by=UUID(principal.subject),
        consented_at=work.now,
    )
    work.session.add(record)
    await work.session.flush()
    return record
