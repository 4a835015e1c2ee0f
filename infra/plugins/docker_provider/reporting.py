"""Turn this plugin's errors into what the engine understands, without any secret."""

from collections.abc import Callable
from typing import TypeVar

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from infra.plugins.docker_provider.errors import DockerProviderError, InitializationError
from infra.plugins.docker_provider.redaction import redact
from infra.plugins.docker_provider.values import Properties, wrap_secrets
from infra.plugins.docker_provider.wire import render_properties

_Result = TypeVar("_Result")


def reported(
    context: grpc.ServicerContext,
    origins: tuple[Properties, ...],
    action: Callable[[], _Result],
) -> _Result:
    """Result of `action`; a failure ends the call, free of the secrets of `origins`."""
    try:
        return action()
    except InitializationError as error:
        message = redact(error.reason, *origins)
        detail = provider_pb2.ErrorResourceInitFailed(
            id=error.resource_id,
            properties=render_properties(wrap_secrets(error.state, *origins)),
            reasons=[message],
        )
        # With this detail the engine keeps the resource and remembers that it is not finished.
        context.set_trailing_metadata((("grpc-status-details-bin", _pack(message, detail)),))
    except DockerProviderError as error:
        message = redact(str(error), *origins)
    return context.abort(grpc.StatusCode.UNKNOWN, message)


def _pack(message: str, detail: provider_pb2.ErrorResourceInitFailed) -> bytes:
    packed = any_pb2.Any()
    packed.Pack(detail)
    code: int = grpc.StatusCode.UNKNOWN.value[0]
    return status_pb2.Status(code=code, message=message, details=[packed]).SerializeToString()
