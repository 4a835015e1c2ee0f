"""The methods of a path, of all routes that it has."""

import pytest

from services.core_api.allowed_methods import allowed_methods

_ID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/health", ["GET"]),
        ("/api/v1/gypsycove/families", ["GET", "POST"]),
        (f"/api/v1/gypsycove/families/{_ID}", ["DELETE", "GET", "PATCH"]),
        ("/api/v1/invitations/accept", ["POST"]),
        ("/nowhere", []),
    ],
)
def test_all_methods_of_a_path_are_named(path: str, methods: list[str]) -> None:
    assert allowed_methods(path) == methods
