"""The founder of the environment `test`: logged in with the one-time password, changed once."""

import httpx

from infra.secret_store import read_secret
from novaos.exclusive import exclusive
from novaos.workspace import VAR
from tests.support.infra import topology_of

_LOGIN = "founder"


def founder_password(environment: str) -> str:
    """Return the password that the tests change to, made from the one-time one: all agree."""
    return "chosen " + read_secret(environment, "founder_one_time_password")[::-1]


def _log_in(client: httpx.Client, password: str) -> httpx.Response:
    body = {"login": _LOGIN, "password": password, "platform": "novaos"}
    return client.post("/api/v1/auth/login", json=body)


def founder_client(environment: str) -> httpx.Client:
    """Return a client with the founder's access token, good for ten minutes."""
    client = httpx.Client(base_url=topology_of(environment).urls["core-api"], timeout=10)
    with exclusive(VAR / "locks" / f"founder-{environment}.lock", "first login", wait=True):
        answer = _log_in_changed(client, environment)
    client.close()
    # A new one, as a client that was used cannot be entered with `with` any more.
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return httpx.Client(base_url=client.base_url, timeout=10, headers=headers)


def _log_in_changed(client: httpx.Client, environment: str) -> httpx.Response:
    """Log in, and change the one-time password before if nobody has."""
    answer = _log_in(client, founder_password(environment))
    if not answer.is_success:
        one_time = read_secret(environment, "founder_one_time_password")
        first = _log_in(client, one_time)
        first.raise_for_status()
        assert first.json()["must_change_password"]
        client.post(
            "/api/v1/auth/password",
            json={"current_password": one_time, "new_password": founder_password(environment)},
            headers={"Authorization": f"Bearer {first.json()['access_token']}"},
        ).raise_for_status()
        answer = _log_in(client, founder_password(environment))
    answer.raise_for_status()
    return answer
