"""Step-up: what a person may do only a short time after giving the password.

Machines prove themselves with every request and give no password; they are not asked. A refresh
gives a new access token with the old time: only a new login moves it.
"""

from datetime import datetime

from services.core_api.access.principal import Principal
from services.core_api.errors import ReauthenticationRequiredError

RECENT_SECONDS = 600


def require_recent_authentication(principal: Principal, now: datetime) -> None:
    """Let machines pass, and people who gave their password a short time ago.

    Raises `ReauthenticationRequiredError`.
    """
    is_person = principal.session != ""
    if is_person and now.timestamp() - principal.authenticated_at > RECENT_SECONDS:
        raise ReauthenticationRequiredError(
            "this asks for a password given in the last 10 minutes; log in again, then repeat it"
        )
