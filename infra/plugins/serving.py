"""Serve one gRPC service the way Pulumi's engine expects of a plugin.

The engine starts a plugin in a process group of its own, reads the port from the first line of
its standard output, and ends it with SIGINT to the group (SIGKILL after 5 s: sdk/v3
go/common/resource/plugin).
"""

import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import grpc

from infra.plugins.orphan import end_with_parent

_MAX_MESSAGE_BYTES = 400 * 1024 * 1024
"""Pulumi's own limit for its gRPC messages (sdk/v3 go/common/util/rpcutil)."""
_MAX_WORKERS = 64
"""More than the operations that an engine runs at once by default (4 per core, at least 16)."""


def serve(register: Callable[[grpc.Server], None]) -> None:
    """Serve what `register` adds to the server until the engine ends this process."""
    signal.signal(signal.SIGINT, _end)
    end_with_parent()
    options = [
        ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", _MAX_MESSAGE_BYTES),
    ]
    server = grpc.server(ThreadPoolExecutor(_MAX_WORKERS), options=options)
    register(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End at once and without a word: the engine has finished with us, or has cancelled before."""
    # A normal exit would wait for worker threads that may still wait for a container.
    os._exit(0)
