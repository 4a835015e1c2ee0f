"""Two checkouts on one host: what one deployed, the other one neither removes nor takes over."""

from collections.abc import Iterator

import docker
import pytest
from docker.models.containers import Container

from images.stage import locked_references
from infra.leftovers import remove_unknown_containers, require_no_containers
from novaos.errors import PreconditionError

ENVIRONMENT = "prod"
"""Nobody deploys it here; the container below is never started."""
NAME = "novaos-prod-foreign"


@pytest.fixture
def foreign() -> Iterator[Container]:
    engine = docker.from_env()
    image = str(locked_references("test")["redis"])
    labels = {"novaos.environment": ENVIRONMENT, "novaos.kind": "service"}
    container = engine.containers.create(image, name=NAME, labels=labels)
    yield container
    for each in engine.containers.list(all=True, filters={"name": NAME}):
        each.remove(force=True)
    engine.close()


def test_an_empty_state_refuses_to_touch_running_containers(foreign: Container) -> None:
    with pytest.raises(PreconditionError, match="not from this checkout") as refusal:
        require_no_containers(ENVIRONMENT)
    assert str(foreign.name) in refusal.value.message
    assert "make down ENV=prod" in refusal.value.fix


def test_an_environment_without_containers_is_free(foreign: Container) -> None:
    foreign.remove()
    require_no_containers(ENVIRONMENT)


def test_what_an_interrupted_update_left_is_removed(foreign: Container) -> None:
    said: list[str] = []
    remove_unknown_containers(ENVIRONMENT, {"another-id"}, said.append)
    assert [line for line in said if str(foreign.name) in line]
    require_no_containers(ENVIRONMENT)
