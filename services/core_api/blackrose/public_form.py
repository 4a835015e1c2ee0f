"""How many forms of the law one address may send: each of them hides a post before anybody looks.

Counted in the platform's zone, under a keyed hash of the address. Forms that are refused for their
content do not count. Without Redis no form is taken: nothing would stop who sends thousands.
"""

import hmac
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request

from services.core_api.access.actors import Platform
from services.core_api.client_address import address_of
from services.core_api.errors import TooManyRequestsError
from services.core_api.ports import PortsDependency
from services.core_api.settings import Settings
from services.core_api.zones import Zone

FORMS_MAX = 20
"""A router speaks for many people from one address; a console names the address of each."""
WINDOW_SECONDS = 3600


class FormLimit:
    """The turns of one address."""

    def __init__(self, zone: Zone, key: str) -> None:
        self._zone = zone
        self._key = key

    async def take_turn(self) -> None:
        """Count this form.

        Raises `TooManyRequestsError` if it is one too many.
        """
        if await self._zone.count(self._key, 1, WINDOW_SECONDS) > FORMS_MAX:
            wait = await self._zone.milliseconds_left(self._key) // 1000 + 1
            raise TooManyRequestsError(
                f"{FORMS_MAX} forms an hour are taken from one address; wait, then send it again",
                wait,
            )


def render_key(settings: Settings, address: str) -> str:
    """Return the key under which the forms of an address are counted."""
    field_key = settings.field_key.get_secret_value().encode()
    name = hmac.new(field_key, f"form-address\0{address}".encode(), sha256).hexdigest()
    return f"limit:form:{name}"


def _get_limit(request: Request, ports: PortsDependency) -> FormLimit:
    key = render_key(ports.settings, address_of(request))
    return FormLimit(ports.zones.of(Platform.BLACKROSE), key)


FormLimitDependency = Annotated[FormLimit, Depends(_get_limit)]
