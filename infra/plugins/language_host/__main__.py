"""The language host's process: serve LanguageRuntime to the engine that started it."""

import sys

from pulumi.runtime.proto import language_pb2_grpc

from infra.plugins.language_host.servicer import LanguageHost
from infra.plugins.serving import serve


def main() -> None:
    """Serve until the engine ends this process; its address is the last argument."""
    positional = [word for word in sys.argv[1:] if not word.startswith("-")]
    host = LanguageHost(positional[-1] if positional else "")
    serve(lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server))


if __name__ == "__main__":
    main()
