# ruff: noqa: N802 - the methods have gRPC's names
"""The ResourceProvider service without its resources: who we are, which engine, and the end."""

import threading

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from infra.plugins.docker_provider.configuration import check_configuration
from infra.plugins.docker_provider.engine import Engine
from infra.plugins.docker_provider.operation import Operation
from infra.plugins.docker_provider.values import reveal
from infra.plugins.docker_provider.wire import parse_properties
from infra.plugins.versions import DOCKER_PLUGIN


class ProviderSetup(provider_pb2_grpc.ResourceProviderServicer):
    """Configuration and cancellation; the resources are served by its subclass."""

    def __init__(self) -> None:
        self._engine = Engine()
        self._cancelled = threading.Event()

    def Handshake(
        self,
        _request: provider_pb2.ProviderHandshakeRequest,
        _context: grpc.ServicerContext,
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Say which forms of values we understand."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True,
            supports_autonaming_configuration=True,
        )

    def GetPluginInfo(
        self, _request: Empty, _context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """Version of the schema that is served."""
        return plugin_pb2.PluginInfo(version=DOCKER_PLUGIN)

    def CheckConfig(
        self,
        request: provider_pb2.CheckRequest,
        _context: grpc.ServicerContext,
    ) -> provider_pb2.CheckResponse:
        """Refuse configuration that is not implemented."""
        failures = check_configuration(reveal(parse_properties(request.news)))
        return provider_pb2.CheckResponse(
            inputs=request.news,
            failures=[provider_pb2.CheckFailure(property=p, reason=r) for p, r in failures],
        )

    def DiffConfig(
        self,
        request: provider_pb2.DiffRequest,
        _context: grpc.ServicerContext,
    ) -> provider_pb2.DiffResponse:
        """Another engine is a change; the resources of the old one are not touched by it."""
        before, now = (reveal(parse_properties(m)) for m in (request.olds, request.news))
        if before.get("host") == now.get("host"):
            return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME,
            diffs=["host"],
        )

    def Configure(
        self,
        request: provider_pb2.ConfigureRequest,
        _context: grpc.ServicerContext,
    ) -> provider_pb2.ConfigureResponse:
        """Take the engine's address; nothing is opened before it is needed."""
        host = reveal(parse_properties(request.args)).get("host")
        self._engine = Engine(host if isinstance(host, str) else "")
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True,
            supportsPreview=True,
            supports_autonaming_configuration=True,
        )

    def Cancel(self, _request: Empty, _context: grpc.ServicerContext) -> Empty:
        """Stop waiting everywhere; what runs at the engine ends by itself."""
        self._cancelled.set()
        return Empty()

    def _operation(self, timeout_seconds: float) -> Operation:
        return Operation(self._engine.client(), timeout_seconds, self._cancelled)
