"""One platform's stores per module, and core-api on them with its real proof of senders."""

from collections.abc import Iterator

import pytest

from tests.support.identity_gateway import IdentityGateway, identity_gateway
from tests.support.platform_stack import running_stack


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityGateway]:
    with (
        running_stack(tmp_path_factory.mktemp("stack")) as stack,
        identity_gateway(stack) as started,
    ):
        yield started
