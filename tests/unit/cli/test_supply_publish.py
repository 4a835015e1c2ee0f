"""After an audit the summary is about what was deployed, not about what was built since."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cli import supply
from cli.caller import SmokeError
from cli.supply import load_deployed, publish_audit, publish_summary
from infra.supply_summary import SignedSummary
from novaos import workspace
from novaos.errors import EvidenceError
from novaos.reference import ImageReference
from tests.support.infra import reference
from tests.support.workspace import use_workspace

_DEPLOYED = {"core-api": reference("core-api")}


class ToldCaller:
    """core-api, which takes the summary or does not."""

    status = 200

    def __init__(self, _base: str) -> None: ...

    def call(self, *_: object, **__: object) -> tuple[int, object]:
        """Answer."""
        return self.status, {}


@pytest.fixture
def signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, ImageReference]]:
    use_workspace(monkeypatch, tmp_path)
    seen: list[Mapping[str, ImageReference]] = []

    def sign(_: object, references: Mapping[str, ImageReference]) -> SignedSummary:
        seen.append(references)
        return SignedSummary(b"{}", b"proof")

    monkeypatch.setattr(supply, "sign_summary", sign)
    monkeypatch.setattr(supply, "Caller", ToldCaller)
    return seen


def test_audit_is_published_with_what_was_deployed(
    signed: list[Mapping[str, ImageReference]],
) -> None:
    publish_summary("dev", _DEPLOYED, print)
    publish_audit("dev", print)
    assert signed == [_DEPLOYED, _DEPLOYED]


@pytest.mark.usefixtures("signed")
def test_what_core_api_did_not_take_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ToldCaller, "status", 403)
    with pytest.raises(SmokeError, match="403"):
        publish_summary("dev", _DEPLOYED, print)
    with pytest.raises(EvidenceError, match="not known"):
        load_deployed("dev")


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("content", ["", "[]", '{"core-api": 1}'])
def test_without_a_deployment_no_audit_is_published(content: str) -> None:
    path = workspace.VAR / "supply" / "dev.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(EvidenceError, match="not known"):
        publish_audit("dev", print)


@pytest.mark.usefixtures("signed")
def test_environments_are_kept_apart() -> None:
    publish_summary("dev", _DEPLOYED, print)
    with pytest.raises(EvidenceError, match="not known"):
        publish_audit("staging", print)
