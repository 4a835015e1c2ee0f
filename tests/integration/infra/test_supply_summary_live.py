"""The signed summary reaches core-api, and what it says is what runs."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import httpx
import pytest

from cli.supply import load_deployed, publish_summary
from images.stage import locked_references
from infra.addresses import machine_key
from infra.secret_store import read_secret
from sbom.cosign import sign_blob
from sbom.signing_key import ensure_key_pair
from tests.support.infra import topology_of
from tests.support.infra_copy import ENVIRONMENT
from tests.support.workspace import use_workspace

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("deployed")]
TOPOLOGY = topology_of(ENVIRONMENT)


@pytest.fixture
def glitch() -> Iterator[httpx.Client]:
    """Ask as the agent that compares the summary with what runs."""
    key = read_secret(ENVIRONMENT, machine_key("agent-glitch"))
    with httpx.Client(base_url=TOPOLOGY.urls["core-api"], timeout=10) as client:
        answer = client.post(
            "/api/v1/machine/token",
            json={"machine": "agent-glitch", "key": key},
            headers={"X-Agent-Token": read_secret(ENVIRONMENT, "agent_shared_token")},
        )
        answer.raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


def test_published_images_are_those_that_run(glitch: httpx.Client) -> None:
    publish_summary(ENVIRONMENT, locked_references(ENVIRONMENT), print)
    items: list[dict[str, Any]] = glitch.get("/api/v1/supply/images").json()["items"]
    said = {each["workload"]: f"{each['image']}@{each['digest']}" for each in items}
    engine = docker.from_env()
    runs = {
        each.name: engine.containers.get(TOPOLOGY.engine_name(each.name)).attrs["Config"]["Image"]
        for each in TOPOLOGY.workloads
    }
    assert said == runs


def test_published_facts_are_those_of_the_signed_evidence(glitch: httpx.Client) -> None:
    publish_summary(ENVIRONMENT, locked_references(ENVIRONMENT), print)
    summary = glitch.get("/api/v1/supply/summary").json()["summary"]
    for each in summary["workloads"]:
        image = summary["images"][each["digest"]]
        unproved = {
            claim["name"] for claim in image["attestations"] if claim["state"] != "verified"
        }
        assert unproved == {"vex"}, each["workload"]
        assert image["sbom"]["components"], each["workload"]
        assert image["scan"]["state"] == "read", each["workload"]
        assert each["hardening"]["read_only_root"] is True, each["workload"]
    assert load_deployed(ENVIRONMENT) == locked_references(ENVIRONMENT)


def test_agents_report_the_digest_that_was_deployed(glitch: httpx.Client) -> None:
    agents = glitch.get("/api/v1/agent/online").json()["agents"]
    references = locked_references(ENVIRONMENT)
    assert {each["agent"]: each["image"] for each in agents} == {
        name: str(references[f"agent-{name}"]) for name in (each["agent"] for each in agents)
    }


def test_summary_of_another_key_is_refused(
    glitch: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = glitch.get("/api/v1/supply/summary").json()
    payload = json.dumps({"environment": ENVIRONMENT, "workloads": []}).encode()
    use_workspace(monkeypatch, tmp_path)  # another site, with another key
    signature = sign_blob(ensure_key_pair(ENVIRONMENT), payload)
    body = {
        "payload": base64.b64encode(payload).decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    answer = glitch.put("/api/v1/supply/summary", json=body)
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert glitch.get("/api/v1/supply/summary").json() == before
