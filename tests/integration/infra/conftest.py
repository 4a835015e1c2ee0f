"""The stack `test`, deployed from verified images: what every test here starts from."""

import pytest

from images.stage import build_images
from infra.deployment import deploy
from infra.plugins.install import install_plugins
from infra.secret_store import ensure_secrets
from policies.stage import verify_images
from sbom.stage import describe_images
from tests.support.infra_copy import ENVIRONMENT


@pytest.fixture(scope="session")
def verified_images() -> None:
    """Have secrets, images, evidence and verdicts."""
    install_plugins(print)
    ensure_secrets(ENVIRONMENT, print)
    references = build_images(ENVIRONMENT, print)
    describe_images(ENVIRONMENT, references, print)
    verify_images(ENVIRONMENT, references, print)


@pytest.fixture(scope="module")
def deployed(verified_images: None) -> None:  # noqa: ARG001 - comes first
    """Have the stack up to date and healthy."""
    deploy(ENVIRONMENT, print)
