"""Tell core-api which images were deployed: the signed summary, after each deployment and audit.

What was published after the deployment is remembered: after an audit the locks may be newer than
what runs, and the summary is about what was deployed.
"""

import base64
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from cli.caller import Caller, SmokeError
from cli.health import load_topology
from infra.supply_summary import sign_summary
from novaos import workspace
from novaos.errors import EvidenceError
from novaos.evidence import write_atomically
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
    remember_deployed(environment, references)
    return f"{len(topology.workloads)} workloads, signed, published to core-api"


def publish_audit(environment: str, say: Callable[[str], None]) -> str:
    """Publish the summary of the last deployment again, with what an audit has just found.

    Raises `EvidenceError` if none was published from here, or its images may not run any more.
    """
    return publish_summary(environment, load_deployed(environment), say)


def remember_deployed(environment: str, references: Mapping[str, ImageReference]) -> None:
    """Write down what was published."""
    found = {name: str(reference) for name, reference in references.items()}
    content = json.dumps(found, indent=1, sort_keys=True).encode() + b"\n"
    write_atomically(_deployed_file(environment), content)


def load_deployed(environment: str) -> dict[str, ImageReference]:
    """Read what was published last.

    Raises `EvidenceError` if nothing was, or it cannot be read.
    """
    path = _deployed_file(environment)
    try:
        found = json.loads(path.read_bytes())
        return {str(name): ImageReference.parse(text) for name, text in found.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise EvidenceError(
            f"what was deployed in {environment} is not known: {error}",
            fix=f"run: make deploy ENV={environment}",
        ) from error


def _deployed_file(environment: str) -> Path:
    return workspace.VAR / "supply" / f"{environment}.json"
