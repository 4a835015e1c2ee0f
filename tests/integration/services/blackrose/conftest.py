"""One database for this folder, and two creators of its own for every module."""

from collections.abc import Iterator

import pytest

from tests.support.area_gateway import AreaGateway, area_gateway
from tests.support.blackrose import Collective
from tests.support.platform_stack import Stack, running_stack

Platform = tuple[Stack, AreaGateway]


@pytest.fixture(scope="package")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack, area_gateway(stack) as gateway:
        yield stack, gateway


@pytest.fixture(scope="module")
def brc(platform: Platform) -> Collective:
    return Collective(*platform)
