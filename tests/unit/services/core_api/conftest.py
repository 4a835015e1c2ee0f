"""core-api on recording stores, for every test of its endpoints."""

import pytest

from tests.support.core_api import Gateway


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()
