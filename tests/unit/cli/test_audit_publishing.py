"""What an audit found stands, whether it could be published or not."""

import io
from collections.abc import Callable

import pytest

from cli import audit
from cli.session import Session
from novaos.errors import EvidenceError, NovaosError
from tools.progress import Progress


def said_by(monkeypatch: pytest.MonkeyPatch, publish: Callable[..., str]) -> str:
    monkeypatch.setattr(audit, "publish_audit", publish)
    session, screen = Session(verbose=False), io.StringIO()
    session.progress = Progress(screen)
    audit._publish(session, "dev")
    return screen.getvalue()


def test_published_audit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "17 workloads" in said_by(monkeypatch, lambda *_: "17 workloads")


@pytest.mark.parametrize("error", [EvidenceError("no verdict"), NovaosError("nobody answers")])
def test_audit_that_could_not_be_published_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, error: NovaosError
) -> None:
    def refuse(*_: object) -> str:
        raise error

    assert f"warning: the audit was not published: {error.message}" in said_by(monkeypatch, refuse)
