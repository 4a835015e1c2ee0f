"""Where the consoles of an environment are, and people who may log in there.

Without more, the consoles are those of the running environment. NOVAOS_E2E_CONSOLES names others,
`name=url` separated by commas, for work on a console as a process beside that environment.
"""

import json
import os
import secrets
from dataclasses import dataclass

import httpx

from infra.topology import CONSOLE_HOSTS
from policies.accepted import PUBLISHED_PORTS
from tests.support.founder import founder_client, founder_password
from tests.support.infra import topology_of

OVERRIDE = "NOVAOS_E2E_CONSOLES"
PLATFORMS = {"novaos-console": "novaos", "gypsy-cove": "gypsycove", "web-shell": "blackrose"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can log in."""

    login: str
    password: str
    name: str
    console: str
    """Name of the console that is theirs."""


def console_url(environment: str, console: str) -> str:
    """Address of a console, by the host name that people use."""
    named = os.environ.get(OVERRIDE, "")
    known = dict(one.split("=", 1) for one in named.split(",") if one)
    if console in known:
        return known[console]
    offset = topology_of(environment).settings.port_offset
    return f"http://{CONSOLE_HOSTS[console]}:{PUBLISHED_PORTS[console] + offset}"


def the_founder(environment: str, console: str = "novaos-console") -> Person:
    """Return the founder, whose one-time password is changed already."""
    founder_client(environment).close()
    return Person("founder", founder_password(environment), "Founder", console)


def invite(
    inviter: httpx.Client, role: str, console: str, name: str, **scope: str | None
) -> Person:
    """Make an account with a role; `scope` has `family_id` or `creator_id`.

    `inviter` is a client of core-api that may invite.
    """
    mark = secrets.token_hex(4)
    body = {"platform": PLATFORMS[console], "role": role, **scope}
    invitation = inviter.post("/api/v1/invitations", json=body)
    invitation.raise_for_status()
    person = Person(f"{role}-{mark}@example.org", f"a sentence for {mark} alone", name, console)
    accepted = httpx.post(
        f"{inviter.base_url}/api/v1/invitations/accept",
        json={
            "code": invitation.json()["code"],
            "login": person.login,
            "password": person.password,
            "display_name": name,
        },
        timeout=15,
    )
    assert accepted.is_success, json.dumps(accepted.json())
    return person


def api_client(environment: str, person: Person) -> httpx.Client:
    """Return a client of core-api with the access token of somebody, good for ten minutes."""
    url = topology_of(environment).urls["core-api"]
    body = {
        "login": person.login,
        "password": person.password,
        "platform": PLATFORMS[person.console],
    }
    answer = httpx.post(f"{url}/api/v1/auth/login", json=body, timeout=15)
    answer.raise_for_status()
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return httpx.Client(base_url=url, headers=headers, timeout=15)
