"""How our HTTP applications are served: options of uvicorn, as values.

uvicorn is not imported here: a service without HTTP applications does not carry it.
"""

from typing import Literal, TypedDict


class ServerOptions(TypedDict):
    """Arguments of `uvicorn.run` that are not about one service."""

    loop: Literal["uvloop"]
    http: Literal["httptools"]
    ws: Literal["none"]
    lifespan: Literal["on"]
    log_config: None
    access_log: bool
    proxy_headers: bool
    server_header: bool
    timeout_keep_alive: int
    timeout_graceful_shutdown: int


SERVER_OPTIONS: ServerOptions = {
    "loop": "uvloop",
    "http": "httptools",
    "ws": "none",
    "lifespan": "on",
    "log_config": None,  # services.process.json_logs
    "access_log": False,
    "proxy_headers": False,  # whom to believe an address is the service's own decision
    "server_header": False,
    "timeout_keep_alive": 30,
    "timeout_graceful_shutdown": 5,
}
"""Times in seconds. The engine kills what is left after the workload's own stop time."""
