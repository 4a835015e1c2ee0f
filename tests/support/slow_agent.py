"""An agent behind a slow and lossy link to a core-api of its own, watched from the side."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.support.containers import wait_until
from tests.support.core_api_process import CoreApiProcess
from tests.support.platform_stack import running_agent, running_core_api
from tests.support.platform_stack import running_stack as parts
from tests.support.slow_link import slow_link

DELAY_SECONDS = 0.2
LOSS = 0.01
_AGENT = "nova"


@contextmanager
def watched_slow_agent(folder: Path) -> Iterator[list[str]]:
    """Run it; the list grows by the state that core-api shows, once a second."""
    with parts(folder) as stack:
        if (migrated := stack.migrate()).returncode:
            raise AssertionError(migrated.stderr)
        with running_core_api(stack) as core_api:
            port = urlsplit(core_api.url).port or 0
            with (
                slow_link(port, delay_seconds=DELAY_SECONDS, loss=LOSS) as slow_port,
                running_agent(
                    stack, core_api, _AGENT, CORE_API_URL=f"http://127.0.0.1:{slow_port}"
                ),
                _watching(core_api) as states,
            ):
                yield states


@contextmanager
def _watching(core_api: CoreApiProcess) -> Iterator[list[str]]:
    wait_until(lambda: core_api.agents()[_AGENT]["state"] == "online", "the slow agent")
    states: list[str] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(1.0):
            try:
                states.append(core_api.agents()[_AGENT]["state"])
            except httpx.HTTPError as error:
                states.append(type(error).__name__)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield states
    finally:
        stop.set()
        thread.join(timeout=20)
