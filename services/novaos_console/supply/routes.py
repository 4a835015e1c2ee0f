"""The supply chain: all workloads, one workload, and a search over the components of all images."""

import asyncio
from datetime import UTC, datetime

from starlette.responses import Response
from starlette.routing import BaseRoute

from services.console.core_api import CoreApi, Query
from services.console.errors import CoreApiRefusedError, NotThereError
from services.console.gate import page
from services.console.visit import Visit
from services.novaos_console.supply.attempt import Unread, attempt
from services.novaos_console.supply.summary import SupplyChain, read_running, read_supply_chain
from services.novaos_console.supply.words import (
    ATTESTATION_NAMES,
    SEVERITIES,
    Facts,
    judge_attestation,
)

_PUBLISHED = "/api/v1/supply/workloads"
_COMPONENTS = "/api/v1/supply/components"
_AGENTS = "/api/v1/telemetry/agents"
_ROWS_OF_A_WORKLOAD = 500
_ROWS_OF_A_SEARCH = 100


async def show_all(visit: Visit) -> Response:
    """Show every workload."""
    chain = await load_supply_chain(visit.core_api)
    return visit.page("supply/all.html", chain=chain)


async def show_workload(visit: Visit) -> Response:
    """Show everything that is known of one workload."""
    name = visit.part("workload")
    query: Query = {"workload": name, "limit": _ROWS_OF_A_WORKLOAD}
    chain = await load_supply_chain(visit.core_api)
    line = chain.line(name) if chain else None
    if chain is None or line is None:
        raise NotThereError(f"The last summary names no workload {name}.")
    components = await visit.core_api.get(_COMPONENTS, query=query)
    return visit.page(
        "supply/workload.html",
        chain=chain,
        line=line,
        components=components,
        judge_attestation=judge_attestation,
        attestation_names=ATTESTATION_NAMES,
        severities=SEVERITIES,
    )


async def search_components(visit: Visit) -> Response:
    """Show which images have a component."""
    words, workload, after = (
        visit.query("q") or "",
        visit.query("workload") or "",
        visit.query("after"),
    )
    query: Query = {"q": words, "workload": workload, "limit": _ROWS_OF_A_SEARCH, "after": after}
    found = await _load(visit.core_api, _COMPONENTS, query)
    return visit.page(
        "supply/components.html", found=found, words=words, workload=workload, after=after or "0"
    )


async def load_supply_chain(core_api: CoreApi) -> SupplyChain | None:
    """Read the last summary and what the agents report; None if none was published."""
    published, agents = await asyncio.gather(
        _load(core_api, _PUBLISHED), attempt(core_api.get(_AGENTS))
    )
    if published is None:
        return None
    running = None if isinstance(agents, Unread) else read_running(agents)
    return read_supply_chain(published, running, datetime.now(UTC))


async def _load(core_api: CoreApi, path: str, query: Query | None = None) -> Facts | None:
    """Read what was published, or None if nothing was."""
    try:
        found: Facts = await core_api.get(path, query=query)
    except CoreApiRefusedError as error:
        if error.code != "not_found":
            raise
        return None
    return found


ROUTES: tuple[BaseRoute, ...] = (
    page("/supply-chain", show_all),
    page("/supply-chain/components", search_components),
    page("/supply-chain/{workload}", show_workload),
)
