"""Which registry is used, and what is said when it cannot be."""

import docker
import pytest
from docker.errors import APIError, DockerException

from images import registry
from images.registry import ensure_local_registry, ensure_registry
from images.registry_site import RegistrySite, registry_address
from novaos.errors import EvidenceUnavailableError, PreconditionError
from tests.support.images import sample_lock


def test_local_registry_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOVAOS_REGISTRY", raising=False)
    assert registry_address() == "127.0.0.1:5760"


def test_named_registry_is_used_and_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOVAOS_REGISTRY", "registry.example:5000")
    monkeypatch.setattr(registry, "ensure_local_registry", pytest.fail)
    assert ensure_registry(pytest.fail) == "registry.example:5000"


def test_engine_that_is_down_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DockerException("connection refused")

    monkeypatch.setattr(docker, "from_env", refuse)
    with pytest.raises(PreconditionError, match=r"engine does not answer(.|\n)*make doctor"):
        ensure_local_registry(RegistrySite(), sample_lock(), pytest.fail)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("Bind for 127.0.0.1:5760 failed: port is already allocated", PreconditionError, "taken"),
        ("listen tcp4 127.0.0.1:5760: bind: address already in use", PreconditionError, "taken"),
        ("no such runtime", EvidenceUnavailableError, "no such runtime"),
    ],
)
def test_refusals_of_the_engine_are_explained(text: str, error: type[Exception], said: str) -> None:
    explained = registry._explained(RegistrySite(), APIError("x", explanation=text))
    assert isinstance(explained, error)
    assert said in str(explained)
