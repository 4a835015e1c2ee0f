"""Only an image by digest with a PASSED verdict comes in, and only through a judged type."""

from datetime import datetime
from typing import Any

import pytest

from novaos.errors import EvidenceError
from novaos.reference import ImageReference
from policies.accepted import CONTAINER, NETWORK, REMOTE_IMAGE, VOLUME
from policies.rules import image_admission
from policies.rules.image_admission import check_image, check_type
from tests.support.infra import reference

_PASSED = reference("core-api")


@pytest.fixture(autouse=True)
def _one_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def require(environment: str, image: ImageReference, _now: datetime) -> None:
        if (environment, image) != ("dev", _PASSED):
            raise EvidenceError("no verdict", fix="run: make verify")

    monkeypatch.setattr(image_admission, "require_passed_verdict", require)
    image_admission.verdict_problem.cache_clear()


def _props(resource_type: str, image: object) -> dict[str, Any]:
    return {"image" if resource_type == CONTAINER else "name": image}


@pytest.mark.parametrize("resource_type", [CONTAINER, REMOTE_IMAGE])
def test_image_with_verdict_is_admitted(resource_type: str) -> None:
    assert check_image(resource_type, _props(resource_type, str(_PASSED)), "dev") == []


@pytest.mark.parametrize("resource_type", [CONTAINER, REMOTE_IMAGE])
@pytest.mark.parametrize(
    "image",
    [
        None,
        "",
        "127.0.0.1:5760/novaos-dev/core-api",
        "127.0.0.1:5760/novaos-dev/core-api:latest",
        f"127.0.0.1:5760/novaos-dev/core-api:v1@{_PASSED.digest}",
        f"sha256:{_PASSED.digest.hex}",
        str(reference("postgres")),
        str(_PASSED).replace("novaos-dev", "elsewhere"),
        str(_PASSED).replace("novaos-dev", "novaos-prod"),
    ],
)
def test_other_image_is_refused(resource_type: str, image: object) -> None:
    assert check_image(resource_type, _props(resource_type, image), "dev")


def test_verdict_of_another_environment_does_not_count() -> None:
    image = str(reference("core-api", "prod"))
    assert check_image(CONTAINER, {"image": image}, "prod")


def test_building_in_the_engine_is_refused() -> None:
    assert check_image(REMOTE_IMAGE, {"name": str(_PASSED), "build": {"context": "."}}, "dev")


@pytest.mark.parametrize(
    "resource_type",
    [
        CONTAINER,
        REMOTE_IMAGE,
        NETWORK,
        VOLUME,
        "pulumi:pulumi:Stack",
        "pulumi:providers:docker",
        "novaos:infra:HardenedWorkload",
    ],
)
def test_judged_type_is_admitted(resource_type: str) -> None:
    assert check_type(resource_type) == []


@pytest.mark.parametrize(
    "resource_type",
    [
        "docker:index/service:Service",
        "docker:index/image:Image",
        "docker:image:Image",
        "docker:index/registryImage:RegistryImage",
        "docker:index/tag:Tag",
        "docker:index/plugin:Plugin",
        "docker:index/buildxBuilder:BuildxBuilder",
        "docker:index/compose:Compose",
        "docker-build:index:Image",
        "docker-build:index:Index",
        "kubernetes:core/v1:Pod",
        "command:local:Command",
        "pulumi-python:dynamic:Resource",
        "pulumi:providers:kubernetes",
        "docker:index/somethingNew:SomethingNew",
        "novaos:infra:HardenedWorkload/evil",
        "",
    ],
)
def test_any_other_type_is_refused(resource_type: str) -> None:
    assert check_type(resource_type)
