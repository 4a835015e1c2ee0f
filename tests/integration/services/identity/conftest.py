"""One platform's stores per module, core-api on them with its real proof of senders, and people."""

from collections.abc import Iterator

import pytest

from tests.support.identity_cast import Cast, make_cast
from tests.support.identity_gateway import IdentityGateway, Login, identity_gateway
from tests.support.platform_stack import running_stack


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityGateway]:
    with (
        running_stack(tmp_path_factory.mktemp("stack")) as stack,
        identity_gateway(stack) as started,
    ):
        yield started


@pytest.fixture(scope="module")
def cast(gateway: IdentityGateway) -> Cast:
    return make_cast(gateway)


@pytest.fixture(scope="module")
def founder(gateway: IdentityGateway) -> Login:
    return gateway.founder()


@pytest.fixture(scope="module")
def people(gateway: IdentityGateway, founder: Login) -> tuple[str, str]:
    gateway.join(founder.access, "ada@example.org", "blackrose", "member")
    gateway.join(founder.access, "bob@example.org", "blackrose", "member")
    return ("ada@example.org", "bob@example.org")


@pytest.fixture
def ada(gateway: IdentityGateway, people: tuple[str, str]) -> Login:
    return gateway.enter(people[0], "blackrose")


@pytest.fixture
def bob(gateway: IdentityGateway, people: tuple[str, str]) -> Login:
    return gateway.enter(people[1], "blackrose")
