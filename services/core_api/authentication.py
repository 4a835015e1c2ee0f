"""The shared token of the agents, asked for on every endpoint of /api/v1/agent.

1. The header must be there once. 2. Both sides are hashed, so that 3. the comparison takes the same
time for every wrong token, of every length.
"""

import hashlib
import hmac
import logging

from fastapi import Request

from agents.contract.names import AGENT_TOKEN_HEADER
from services.core_api.errors import UnauthorisedError
from services.core_api.ports import get_ports

_logger = logging.getLogger(__name__)


def verify_agent_token(request: Request) -> None:
    """Let the request pass only with the token.

    Raises `UnauthorisedError` otherwise.
    """
    given = request.headers.getlist(AGENT_TOKEN_HEADER)  # (1)
    expected = get_ports(request).settings.agent_shared_token.get_secret_value()
    candidate = given[0] if len(given) == 1 else ""
    left = hashlib.sha256(candidate.encode("utf-8", "surrogatepass")).digest()  # (2)
    right = hashlib.sha256(expected.encode()).digest()
    if not hmac.compare_digest(left, right):  # (3)
        client = request.client.host if request.client else "unknown"
        _logger.warning("token refused", extra={"client": client, "path": request.url.path})
        raise UnauthorisedError(f"send the agents' token in the header {AGENT_TOKEN_HEADER}")
