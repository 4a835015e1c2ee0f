"""The key of a console's cookies is replaced: its sessions end, and those of the others do not."""

from collections.abc import Mapping

import httpx
import pytest

from infra.addresses import session_key
from infra.deployment import deploy
from infra.secret_store import ensure_secrets, read_secret
from novaos.workspace import secrets_folder
from tests.support.consoles import the_founder
from tests.support.infra import topology_of
from tests.support.infra_copy import ENVIRONMENT

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("deployed")]

TOPOLOGY = topology_of(ENVIRONMENT)
_REPLACED, _OTHER = "gypsy-cove", "web-shell"


def _from_own_page(console: str) -> dict[str, str]:
    """Headers of a request through the published port, by the name that people use."""
    origin = TOPOLOGY.console_origins(console)[0]
    return {"Host": origin.partition("://")[2], "Origin": origin, "HX-Request": "true"}


def _log_in(console: str) -> Mapping[str, str]:
    founder = the_founder(ENVIRONMENT)
    form = {"login": founder.login, "password": founder.password}
    url = f"{TOPOLOGY.urls[console]}/login"
    answer = httpx.post(url, data=form, headers=_from_own_page(console), timeout=15)
    assert answer.headers["hx-redirect"] == "/", answer.text
    # By hand: a Secure cookie, which a browser takes from localhost, httpx sends by TLS only.
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def _is_logged_in(console: str, cookie: Mapping[str, str]) -> bool:
    headers = {**_from_own_page(console), **cookie}
    answer = httpx.get(f"{TOPOLOGY.urls[console]}/account", headers=headers, timeout=15)
    return answer.status_code == httpx.codes.OK


def test_new_key_ends_the_sessions_of_its_console_alone() -> None:
    cookies = {console: _log_in(console) for console in (_REPLACED, _OTHER)}
    assert all(_is_logged_in(console, cookie) for console, cookie in cookies.items())

    before = read_secret(ENVIRONMENT, session_key(_REPLACED))
    (secrets_folder(ENVIRONMENT) / session_key(_REPLACED)).unlink()
    ensure_secrets(ENVIRONMENT, print)
    assert read_secret(ENVIRONMENT, session_key(_REPLACED)) != before
    deploy(ENVIRONMENT, print)

    assert not _is_logged_in(_REPLACED, cookies[_REPLACED])
    assert _is_logged_in(_OTHER, cookies[_OTHER])
    assert _is_logged_in(_REPLACED, _log_in(_REPLACED))
