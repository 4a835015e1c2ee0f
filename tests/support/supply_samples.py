"""A published supply chain as core-api shows it, and the pages that show it, without a network."""

import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from services import novaos_console
from services.console.app import create_app
from services.console.console import Console, NavigationItem
from services.console.core_api import open_client
from services.novaos_console.overview.routes import ROUTES as OVERVIEW
from services.novaos_console.supply.routes import ROUTES as SUPPLY
from tests.support.console_app import TestedConsole, make_session, write_folder

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DIGEST = f"sha256:{'a' * 64}"
KEY = f"sha256:{'b' * 64}"
_CLAIMS = ("signature", "sbom-cyclonedx", "sbom-spdx", "scan", "provenance", "verdict")
_ZERO = dict.fromkeys(("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"), 0)
IMAGE: dict[str, Any] = {
    "attestations": [
        *(
            {"name": name, "state": "verified", "predicate_type": "x", "key": KEY}
            for name in _CLAIMS
        ),
        {"name": "vex", "state": "not made", "reason": "nobody makes them"},
    ],
    "sbom": {"state": "read", "format": "CycloneDX 1.6", "components": 2},
    "scan": {
        "state": "read",
        "scanner": {"name": "trivy", "version": "0.70.0"},
        "scanned_at": "2026-03-01T10:00:00Z",
        "results": {
            "vulnerabilities": {
                "state": "ran",
                "counts": _ZERO,
                "database": {"built_at": "2026-03-01T00:00:00Z", "source": "trivy-db"},
            },
            "secrets": {"state": "ran", "counts": _ZERO},
        },
    },
    "provenance": {"state": "read", "builder": "b", "build_type": "t", "built_at": None},
    "waivers": [],
}
OLD_WORKLOAD: dict[str, Any] = {
    "workload": "agent-nova",
    "image": "registry/novaos-dev/agent-nova",
    "digest": DIGEST,
    "verdict": "PASSED",
    "verified_at": "2026-03-01T11:00:00Z",
    "valid_until": "2026-03-02T11:00:00Z",
    "scanned_at": "2026-03-01T10:00:00Z",
    "vulnerabilities": "ran",
}
"""As the first form of the summary had it."""
WORKLOAD: dict[str, Any] = {
    **OLD_WORKLOAD,
    "warnings": [],
    "hardening": {
        "kind": "service",
        "user": "1000:1000",
        "read_only_root": True,
        "capabilities": {"drops": ["ALL"], "adds": []},
        "no_new_privileges": True,
        "seccomp": "default profile of the engine",
        "memory_mib": 96,
        "swap": False,
        "cpus": "0.5",
        "pids_limit": None,
        "ulimits": {"nofile": 8192, "nproc": 4096},
        "init": True,
        "writable": ["/tmp"],  # noqa: S108 - a mount point inside a container
        "networks": [{"name": "agents", "internal": True}],
        "ports": [],
        "secrets": 3,
        "loosened": [],
    },
    "audit": {
        "state": "audited",
        "audited_at": "2026-03-01T11:30:00Z",
        "digest": DIGEST,
        "passed": 39,
        "failed": 0,
        "not_applicable": 3,
        "could_not_check": 0,
        "failures": [],
    },
}
RUNNING = {"agent-nova": f"registry/novaos-dev/agent-nova@{DIGEST}"}
COMPONENTS: dict[str, Any] = {
    "environment": "dev",
    "published_at": "2026-03-01T11:00:00.000Z",
    "is_published": True,
    "found": 1,
    "items": [
        {
            "name": "openssl",
            "version": "3.5.1",
            "type": "deb",
            "purl": "pkg:deb/debian/openssl@3.5.1",
            "licences": ["Apache-2.0"],
            "workloads": ["agent-nova"],
        },
    ],
    "next": None,
}
AGENTS: dict[str, Any] = {
    "now": "2026-03-01T12:00:00.000Z",
    "items": [{"agent": "nova", "state": "online", "image": RUNNING["agent-nova"]}],
}


def published(
    workload: dict[str, Any] = WORKLOAD, image: dict[str, Any] | None = IMAGE, **more: object
) -> dict[str, Any]:
    """Return a summary with one workload; without an image nothing is said about images."""
    return {
        "environment": "dev",
        "published_at": "2026-03-01T11:00:00.000Z",
        "items": [copy.deepcopy(workload)],
        "images": {} if image is None else {DIGEST: copy.deepcopy(image)},
        **more,
    }


def founders_console(folder: Path) -> TestedConsole:
    """Return the founder's console with the pages of supply and overview, and log in."""
    tested = TestedConsole(write_folder(folder))
    console = Console(
        name="novaos-console",
        title="NovaOS",
        tagline="For tests.",
        platform="novaos",
        roles=frozenset({"godmode"}),
        folder=Path(novaos_console.__file__).parent,
        routes=(*OVERVIEW, *SUPPLY),
        navigation=lambda _: (NavigationItem("/overview", "Overview"),),
        home=lambda _: "/overview",
    )
    client = open_client("http://core-api", "novaos-console", "key")
    client._transport = httpx.MockTransport(tested.core_api.answer)
    tested.app = create_app(console, tested.settings, client)
    tested.enter(make_session(role="godmode"))
    return tested
