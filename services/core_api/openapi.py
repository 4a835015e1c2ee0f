"""The OpenAPI document of core-api: what the framework describes, and who may send it.

Which routes need a token is read from the access table, so that the document cannot say otherwise.
"""

from typing import Any

from fastapi import FastAPI

from services.core_api.access.actors import Platform, Role
from services.core_api.access.table import ACCESS_TABLE

_SCHEMES = {
    "accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "sharedToken": {"type": "apiKey", "in": "header", "name": "X-Agent-Token"},
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document of `app`; a new one, for the caller to keep."""
    document = app.openapi()
    paths = {
        path: {method: _secure(method, path, found) for method, found in operations.items()}
        for path, operations in document["paths"].items()
    }
    components = {**document.get("components", {}), "securitySchemes": _SCHEMES}
    return {**document, "paths": paths, "components": components}


def _secure(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Name the tokens that open an operation; any one of them is enough."""
    row = ACCESS_TABLE[method.upper(), path]
    if row.public:
        return {**operation, "security": []}
    operators = Role.OPERATOR in row.grants.get(Platform.INTERNAL, {})
    names = ["accessToken", *(["sharedToken"] if operators else [])]
    return {**operation, "security": [{name: []} for name in names]}
