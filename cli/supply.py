"""Tell core-api which images were deployed: the signed summary, after every deployment."""

import base64
from collections.abc import Callable, Mapping
from http import HTTPStatus

from cli.caller import Caller, SmokeError
from cli.health import load_topology
from infra.supply_summary import sign_summary
from novaos.reference import ImageReference

_PATH = "/api/v1/supply/summary"


def publish_summary(
    environment: str, references: Mapping[str, ImageReference], say: Callable[[str], None]
) -> str:
    """Sign the summary and hand it to core-api; returns what was done.

    Raises `SmokeError` if core-api does not take it.
    """
    topology = load_topology(environment)
    say("signing what is deployed")
    signed = sign_summary(topology, references)
    body = {
        "payload": base64.b64encode(signed.payload).decode(),
        "signature": base64.b64encode(signed.signature).decode(),
    }
    status, answer = Caller(topology.urls["core-api"]).call(_PATH, body, method="PUT")
    if status >= HTTPStatus.BAD_REQUEST:
        raise SmokeError(
            f"PUT {_PATH}: got {status}: {answer}",
            fix="if the signing key is new, deploy again, so that core-api knows it",
        )
    return f"{len(topology.workloads)} workloads, signed, published to core-api"
