"""Audita's capabilities: consent audit, notice deadlines, removal clock, tax summary, export.

Handlers read core-api's lists and hand them to the modules that judge. A list that cannot be read
whole ends the task with the reason: no audit says "nothing found" about what it did not see.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from agents.audita import dmca, removal_clock
from agents.audita.audit_export import (
    TABLES,
    Row,
    csv_cells,
    make_query,
    rows_digest,
    select_columns,
    year_query,
)
from agents.audita.consent_chain import PUBLISHED, audit_consents
from agents.audita.inputs import ConsentAuditInput, DeadlinesInput, ExportInput, TaxSummaryInput
from agents.audita.rows import Consent, LedgerEntry, Notice, Post, Removal
from agents.audita.tax_summary import (
    NO_ADVICE,
    CurrencyTotal,
    summarise_year,
    total_by_currency,
)
from agents.runtime.capability import Capability, TaskContext, agent_module
from agents.runtime.core_api_pages import load_rows, read_as
from agents.runtime.csv_part import CsvPart, render_part
from agents.runtime.result_part import PART_BYTES, Part, take_part

VERSION = "1.0.0"
_SIGN_PATH = "/api/v1/exports/sign"
_SIGNED_PART_BYTES = PART_BYTES * 3 // 4
"""A JWS is base64 of its document."""


class ConsentAudit(msgspec.Struct, frozen=True):
    """What was looked at, and every gap."""

    posts: int
    people: int
    findings_by_reason: dict[str, int]
    findings: Part


class Deadlines(msgspec.Struct, frozen=True):
    """How many are in which state, and each of them, the most urgent first."""

    judged_at: str
    by_state: dict[str, int]
    items: Part


class TaxSummary(msgspec.Struct, frozen=True):
    """One year of the ledger."""

    year: int
    totals: list[CurrencyTotal]
    rows: Part
    note: str


class SignedPart(msgspec.Struct, frozen=True):
    """Some rows of a table in a document that core-api signed."""

    jws: str
    rows: int
    total: int
    next_row: int | None


class _Signed(msgspec.Struct, frozen=True):
    jws: str


def consent_audit(wanted: ConsentAuditInput, context: TaskContext) -> ConsentAudit:
    """Audit every published post."""
    query: dict[str, str | int] = {"status": PUBLISHED}
    if wanted.creator_id:
        query["creator_id"] = wanted.creator_id
    table = TABLES["posts"]
    posts = load_rows(context, table.path, query, Post, page_rows=table.page_rows)
    consents = load_rows(context, TABLES["consents"].path, {}, Consent)
    findings = audit_consents(posts, consents, wanted.accepted_texts)
    return ConsentAudit(
        posts=len(posts),
        people=sum(len(post.depicted) for post in posts),
        findings_by_reason=_count(finding.reason for finding in findings),
        findings=take_part(findings, wanted.from_row),
    )


def dmca_deadlines(wanted: DeadlinesInput, context: TaskContext) -> Deadlines:
    """Judge every copyright notice."""
    now = context.now()
    table = TABLES["notices"]
    notices = load_rows(context, table.path, {}, Notice, page_rows=table.page_rows)
    states = [dmca.judge_notice(notice, now) for notice in notices]
    shown = [one for one in states if wanted.include_closed or one.state != "closed"]
    shown.sort(key=lambda one: (dmca.URGENCY.index(one.state), one.act_until or now))
    counts = _count(one.state for one in states)
    return Deadlines(now.isoformat(), counts, take_part(shown, wanted.from_row))


def removal_deadlines(wanted: DeadlinesInput, context: TaskContext) -> Deadlines:
    """Judge every urgent removal request."""
    now = context.now()
    removals = load_rows(context, TABLES["removals"].path, {}, Removal)
    states = [removal_clock.judge_removal(removal, now) for removal in removals]
    closed = ("late", "in_time")
    shown = [one for one in states if wanted.include_closed or one.state not in closed]
    shown.sort(key=lambda one: (removal_clock.URGENCY.index(one.state), one.due_at))
    counts = _count(one.state for one in states)
    return Deadlines(now.isoformat(), counts, take_part(shown, wanted.from_row))


def tax_summary(wanted: TaxSummaryInput, context: TaskContext) -> TaxSummary:
    """Sum one year of the ledger."""
    query = year_query(wanted.year)
    if wanted.creator_id:
        query["creator_id"] = wanted.creator_id
    ledger = load_rows(context, TABLES["ledger"].path, query, LedgerEntry, rows_max=50_000)
    rows = summarise_year(ledger, wanted.year)
    part = take_part(rows, wanted.from_row)
    return TaxSummary(wanted.year, total_by_currency(rows), part, NO_ADVICE)


def audit_export(wanted: ExportInput, context: TaskContext) -> CsvPart | SignedPart:
    """Export a table as CSV or as a signed document, in parts."""
    table = TABLES[wanted.table]
    query = make_query(wanted.table, wanted.creator_id, wanted.year)
    read = load_rows(context, table.path, query, dict[str, Any], page_rows=table.page_rows)
    rows = select_columns(table, read)
    if wanted.form == "csv":
        return render_part(table.columns, [csv_cells(row) for row in rows], wanted.from_row)
    return _sign(wanted, rows, context)


def _sign(wanted: ExportInput, rows: list[Row], context: TaskContext) -> SignedPart:
    part = take_part(rows, wanted.from_row, _SIGNED_PART_BYTES)
    document = {
        "export": wanted.table,
        "exported_at": context.now().isoformat(),
        "creator_id": wanted.creator_id,
        "year": wanted.year,
        "from_row": wanted.from_row,
        "next_row": part.next_row,
        "total_rows": part.total,
        "all_rows_sha256": rows_digest(rows),
        "rows": part.rows,
    }
    signed = read_as(_Signed, context.core_api.post(_SIGN_PATH, {"document": document}), _SIGN_PATH)
    return SignedPart(signed.jws, len(part.rows), part.total, part.next_row)


def _count(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


AGENT = agent_module(
    VERSION,
    Capability(
        "consent_audit",
        ConsentAuditInput,
        consent_audit,
        description="Find every person in a published post without a valid consent, with the "
        "reason.",
    ),
    Capability(
        "dmca_deadlines",
        DeadlinesInput,
        dmca_deadlines,
        description="What the law asks next of every copyright notice, with the window for "
        "restoring after 10 to 14 business days.",
    ),
    Capability(
        "removal_clock",
        DeadlinesInput,
        removal_deadlines,
        description="How much of the 48 hours is left for every urgent removal request; alarm "
        "after 24.",
    ),
    Capability(
        "tax_summary",
        TaxSummaryInput,
        tax_summary,
        description="Sums of one year per creator, currency and category of the ledger; no tax "
        "advice.",
    ),
    Capability(
        "audit_export",
        ExportInput,
        audit_export,
        description="Consents, notices, removals, posts, ledger or moderation log as CSV, or as "
        "JSON that core-api signs (JWS), in parts.",
    ),
)
