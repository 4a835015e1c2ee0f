"""A summary with all facts on the real database: published, listed, searched page by page."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.core_api.access.actors import Platform, Role
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, area_gateway, person
from tests.support.platform_keys import supply_keys
from tests.support.platform_stack import running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

_DIGEST = f"sha256:{'a' * 64}"
_AREA = "/api/v1/supply"
_ROWS = 1500
"""Enough for a body over the limit of messages."""
OLD: dict[str, Any] = {
    "environment": "test",
    "published_at": "2026-01-02T03:04:05Z",
    "workloads": [{"workload": "core-api", "image": "core-api", "digest": _DIGEST}],
}
FULL: dict[str, Any] = {
    **OLD,
    "published_at": "2026-01-03T03:04:05Z",
    "images": {_DIGEST: {"sbom": {"state": "read", "components": list(range(_ROWS))}}},
    "components": [
        {"name": f"part-{number:04}", "version": "1.0", "type": "deb", "licences": ["MIT"]}
        for number in range(_ROWS)
    ],
}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AreaGateway]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack, area_gateway(stack) as opened:
        yield opened


def publish(gateway: AreaGateway, summary: dict[str, Any]) -> int:
    payload = json.dumps(summary).encode()
    key = load_pem_private_key(supply_keys().private.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    body = {
        "payload": base64.b64encode(payload).decode(),
        "signature": base64.b64encode(key.sign(payload, ECDSA(SHA256()))).decode(),
    }
    return gateway.ask(None, "PUT", f"{_AREA}/summary", body).status_code


def ask(gateway: AreaGateway, path: str) -> Any:  # noqa: ANN401 - JSON
    answer = gateway.ask(FOUNDER, "GET", f"{_AREA}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_facts_are_published_listed_and_searched(gateway: AreaGateway) -> None:
    assert gateway.ask(FOUNDER, "GET", f"{_AREA}/workloads").status_code == 404

    assert publish(gateway, OLD) == 200
    assert ask(gateway, "/workloads")["images"] == {}
    assert ask(gateway, "/components")["is_published"] is False

    assert publish(gateway, FULL) == 200
    listed = ask(gateway, "/workloads")
    assert listed["items"] == FULL["workloads"]
    assert listed["images"][_DIGEST]["sbom"]["components"] == _ROWS
    assert len(json.dumps(ask(gateway, "/images"))) < 1000, "what glitch reads stays small"

    first = ask(gateway, "/components?q=PART-00&limit=60")
    assert (first["found"], first["next"], len(first["items"])) == (100, 60, 60)
    rest = ask(gateway, "/components?q=PART-00&limit=60&after=60")
    assert (rest["next"], len(rest["items"])) == (None, 40)
    assert rest["items"][-1]["name"] == "part-0099"
    assert rest["items"][-1]["workloads"] == ["core-api"]


def test_summary_that_contradicts_itself_is_not_kept(gateway: AreaGateway) -> None:
    wrong = {**FULL, "published_at": "2026-01-04T03:04:05Z", "components": []}
    assert publish(gateway, wrong) == 422
    assert ask(gateway, "/summary")["published_at"].startswith("2026-01-03")


@pytest.mark.parametrize("path", ["/workloads", "/components"])
def test_only_admins_see_the_facts(gateway: AreaGateway, path: str) -> None:
    parent = person(Role.PARENT, Platform.GYPSYCOVE, 5)
    for who, status in ((agent("lyra"), 403), (parent, 403), (None, 401)):
        assert gateway.ask(who, "GET", f"{_AREA}{path}").status_code == status


@pytest.mark.parametrize("query", ["limit=0", "after=-1", "after=x", "q=a%00", "other=1"])
def test_wrong_question_is_refused(gateway: AreaGateway, query: str) -> None:
    answer = gateway.ask(FOUNDER, "GET", f"{_AREA}/components?{query}")
    assert answer.status_code == 422
