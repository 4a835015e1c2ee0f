"""Velora's capabilities: key figures, forecast, segments, cohorts, funnel, lifetime value, export.

Handlers read core-api's lists and hand them to the modules that compute.
"""

import msgspec

from agents.runtime.capability import Capability, TaskContext, agent_module
from agents.runtime.csv_part import CsvPart, render_part
from agents.runtime.errors import TaskError
from agents.runtime.result_part import Part, take_part
from agents.velora.cohorts import Cohort, cohorts
from agents.velora.crm_export import HEADER, crm_rows
from agents.velora.forecast import METHOD, ForecastMonth, forecast, monthly_income
from agents.velora.funnel import Stage, funnel
from agents.velora.inputs import (
    CohortsInput,
    CrmExportInput,
    ForecastInput,
    FunnelInput,
    KpiInput,
    LifetimeValueInput,
    SegmentsInput,
)
from agents.velora.kpi import KpiReport, report_month
from agents.velora.lifetime_value import LIMITS, LifetimeValue, lifetime_value
from agents.velora.months import month_number, month_start, parse_month
from agents.velora.payments import payments_by_member
from agents.velora.segments import SegmentSummary, score_members, summarise_segments
from agents.velora.source import (
    count_invitations,
    load_entitlements,
    load_ledger,
    load_members,
    load_tiers,
)

VERSION = "1.0.0"


class RevenueForecast(msgspec.Struct, frozen=True):
    """The months ahead, and how they were computed."""

    currency: str
    method: str
    observed_months: int
    months: list[ForecastMonth]


class Segments(msgspec.Struct, frozen=True):
    """Every segment as a whole, and the members of one."""

    currency: str
    segments: list[SegmentSummary]
    listed: Part | None


class Cohorts(msgspec.Struct, frozen=True):
    """Retention by month of the first payment."""

    currency: str
    cohorts: list[Cohort]


class Funnel(msgspec.Struct, frozen=True):
    """The stages, each within the one before."""

    stages: list[Stage]


class LifetimeValueReport(msgspec.Struct, frozen=True):
    """Lifetime value and what it does not know."""

    currency: str
    value: LifetimeValue
    limits: str


def kpi_report(wanted: KpiInput, context: TaskContext) -> KpiReport:
    """Report one month; refuse one that has not begun."""
    now = context.now()
    month = parse_month(wanted.month) if wanted.month else month_number(now) - 1
    if month > month_number(now):
        raise TaskError(f"month {wanted.month} has not begun; ask for an earlier one")
    ledger = load_ledger(context, wanted.creator_id, month_start(month + 1))
    return report_month(ledger, load_entitlements(context, wanted.creator_id), month, now)


def revenue_forecast(wanted: ForecastInput, context: TaskContext) -> RevenueForecast:
    """Forecast from the months that are over; the first month forecast is the current one."""
    current = month_number(context.now())
    ledger = load_ledger(context, wanted.creator_id, month_start(current))
    series = monthly_income(ledger, wanted.currency, current)
    months = forecast(series, current, wanted.horizon)
    return RevenueForecast(wanted.currency, METHOD, len(series), months)


def rfm_segments(wanted: SegmentsInput, context: TaskContext) -> Segments:
    """Score the paying members and list one segment if asked."""
    ledger = load_ledger(context, wanted.creator_id)
    payments = payments_by_member(ledger, wanted.currency)
    scored = score_members(payments, context.now())
    listed = [one for one in scored if one.segment == wanted.list_segment]
    return Segments(
        wanted.currency,
        summarise_segments(scored, payments),
        take_part(listed, wanted.from_row) if wanted.list_segment else None,
    )


def cohort_retention(wanted: CohortsInput, context: TaskContext) -> Cohorts:
    """Follow the cohorts of the last months that are over."""
    payments = payments_by_member(load_ledger(context, wanted.creator_id), wanted.currency)
    until = month_number(context.now())
    return Cohorts(wanted.currency, cohorts(payments.values(), until, wanted.months))


def conversion_funnel(wanted: FunnelInput, context: TaskContext) -> Funnel:
    """Count invited, redeemed, paid and renewed."""
    invited = count_invitations(context, wanted.creator_id)
    entitlements = load_entitlements(context, wanted.creator_id)
    return Funnel(funnel(invited, entitlements, load_ledger(context, wanted.creator_id)))


def member_lifetime_value(wanted: LifetimeValueInput, context: TaskContext) -> LifetimeValueReport:
    """Compute historic and predictive value from the months that are over."""
    until = month_number(context.now())
    ledger = load_ledger(context, wanted.creator_id, month_start(until))
    payments = payments_by_member(ledger, wanted.currency)
    value = lifetime_value(payments.values(), until, wanted.months)
    return LifetimeValueReport(wanted.currency, value, LIMITS)


def crm_export(wanted: CrmExportInput, context: TaskContext) -> CsvPart:
    """Export the members of a creator as CSV, in parts."""
    rows = crm_rows(
        load_members(context, wanted.creator_id),
        load_ledger(context, wanted.creator_id),
        load_tiers(context, wanted.creator_id),
    )
    return render_part(HEADER, rows, wanted.from_row)


AGENT = agent_module(
    VERSION,
    Capability(
        "kpi_report",
        KpiInput,
        kpi_report,
        description="Income, refunds, MRR, ARPU per currency, active members, churn and "
        "conversion of one month.",
    ),
    Capability(
        "revenue_forecast",
        ForecastInput,
        revenue_forecast,
        description="Monthly income ahead with 80 % and 95 % intervals (Holt's linear method with "
        "damped trend); refused with less than eight complete months.",
    ),
    Capability(
        "rfm_segments",
        SegmentsInput,
        rfm_segments,
        description="Members by recency, frequency and amount of their payments, in quintiles.",
    ),
    Capability(
        "cohort_retention",
        CohortsInput,
        cohort_retention,
        description="How many members of each first month paid again in the months after it.",
    ),
    Capability(
        "conversion_funnel",
        FunnelInput,
        conversion_funnel,
        description="Invited, redeemed, paid and renewed members with the shares between them.",
    ),
    Capability(
        "lifetime_value",
        LifetimeValueInput,
        member_lifetime_value,
        description="What a member paid so far, and a simple prediction from revenue and churn.",
    ),
    Capability(
        "crm_export",
        CrmExportInput,
        crm_export,
        description="The members of a creator with their payments as CSV (RFC 4180), in parts.",
    ),
)
