"""The docker plugin's process: serve ResourceProvider to the engine that started it."""

from pulumi.runtime.proto import provider_pb2_grpc

from infra.plugins.docker_provider.provider import DockerProvider
from infra.plugins.serving import serve


def main() -> None:
    """Serve until the engine ends this process."""
    provider = DockerProvider()
    serve(lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server))


if __name__ == "__main__":
    main()
