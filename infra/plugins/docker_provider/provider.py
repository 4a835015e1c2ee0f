# ruff: noqa: N802 - the methods have gRPC's names
"""The resources' half of the ResourceProvider service: thin, decisions are in other modules.

Functions (invokes), component resources and parameterization are not served: they answer
UNIMPLEMENTED by the stub's default, never with success.
"""

from collections.abc import Mapping

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2

from infra.plugins.docker_provider.check import check_inputs, fill_defaults
from infra.plugins.docker_provider.container import Container
from infra.plugins.docker_provider.diff import Kind, deletes_before_replace, find_changes
from infra.plugins.docker_provider.foresight import (
    foresee_creation,
    foresee_update,
    plain,
    refresh_inputs,
    stored,
)
from infra.plugins.docker_provider.naming import choose_name
from infra.plugins.docker_provider.network import Network
from infra.plugins.docker_provider.operation import Resource, Seen
from infra.plugins.docker_provider.provider_setup import ProviderSetup
from infra.plugins.docker_provider.remote_image import RemoteImage
from infra.plugins.docker_provider.reporting import reported
from infra.plugins.docker_provider.schema import (
    CONTAINER,
    NETWORK,
    REMOTE_IMAGE,
    TOKENS,
    VOLUME,
    Schema,
    load_schema,
)
from infra.plugins.docker_provider.values import reveal, wrap_secrets
from infra.plugins.docker_provider.volume import Volume
from infra.plugins.docker_provider.wire import parse_properties, render_properties

RESOURCES: Mapping[str, Resource] = {
    CONTAINER: Container(),
    NETWORK: Network(),
    VOLUME: Volume(),
    REMOTE_IMAGE: RemoteImage(),
}


class DockerProvider(ProviderSetup):
    """Serves the resources of one engine; operations run side by side, each in a thread."""

    def Check(
        self,
        request: provider_pb2.CheckRequest,
        context: grpc.ServicerContext,
    ) -> provider_pb2.CheckResponse:
        """Refuse what is wrong or not implemented, fill in defaults and a name."""
        declared = _require_schema(request.urn, context)
        inputs = parse_properties(request.news)
        failures = check_inputs(declared, inputs)
        filled = fill_defaults(declared, inputs)
        if "name" not in filled and not declared.inputs["name"].required:
            old = reveal(parse_properties(request.olds))
            proposed = request.autonaming.proposed_name
            filled["name"] = choose_name(request.name, proposed, request.randomSeed, old)
            filled["__defaults"] = sorted([*filled["__defaults"], "name"])
        return provider_pb2.CheckResponse(
            inputs=render_properties(filled),
            failures=[
                provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in failures
            ],
        )

    def Diff(
        self,
        request: provider_pb2.DiffRequest,
        context: grpc.ServicerContext,
    ) -> provider_pb2.DiffResponse:
        """Say what changed, and whether that replaces the resource."""
        declared = _require_schema(request.urn, context)
        state = reveal(parse_properties(request.olds))
        old_inputs = reveal(parse_properties(request.old_inputs))
        inputs = reveal(parse_properties(request.news))
        ignored = set(request.ignoreChanges)
        changes = [
            change
            for change in find_changes(declared, state, old_inputs, inputs)
            if change.property not in ignored
        ]
        return provider_pb2.DiffResponse(
            changes=(
                provider_pb2.DiffResponse.DIFF_SOME
                if changes
                else provider_pb2.DiffResponse.DIFF_NONE
            ),
            diffs=[change.property for change in changes],
            replaces=[change.property for change in changes if change.replaces],
            deleteBeforeReplace=deletes_before_replace(declared.token, state, inputs),
            detailedDiff={
                change.property: provider_pb2.PropertyDiff(
                    kind=_DIFF_KINDS[change.kind, change.replaces],
                )
                for change in changes
            },
            hasDetailedDiff=True,
        )

    def Create(
        self,
        request: provider_pb2.CreateRequest,
        context: grpc.ServicerContext,
    ) -> provider_pb2.CreateResponse:
        """Make the resource, or in a preview say what it will be."""
        declared = _require_schema(request.urn, context)
        inputs = parse_properties(request.properties)
        if request.preview:
            foreseen = foresee_creation(declared, inputs)
            return provider_pb2.CreateResponse(properties=render_properties(foreseen))

        def create() -> Seen:
            operation = self._operation(request.timeout)
            return RESOURCES[declared.token].create(operation, plain(inputs))

        seen = reported(context, (inputs,), create)
        properties = render_properties(wrap_secrets(stored(declared, seen.state), inputs))
        return provider_pb2.CreateResponse(id=seen.resource_id, properties=properties)

    def Read(
        self,
        request: provider_pb2.ReadRequest,
        context: grpc.ServicerContext,
    ) -> provider_pb2.ReadResponse:
        """Look at the resource, for refresh and import."""
        declared = _require_schema(request.urn, context)
        prior, old_inputs = parse_properties(request.properties), parse_properties(request.inputs)

        def read() -> Seen | None:
            operation = self._operation(request.timeout)
            return RESOURCES[declared.token].read(operation, request.id, plain(prior))

        seen = reported(context, (prior, old_inputs), read)
        if seen is None:
            return provider_pb2.ReadResponse()
        inputs = refresh_inputs(declared, old_inputs, prior, seen.state)
        return provider_pb2.ReadResponse(
            id=seen.resource_id,
            properties=render_properties(
                wrap_secrets(stored(declared, seen.state), prior, old_inputs)
            ),
            inputs=render_properties(wrap_secrets(inputs, prior, old_inputs)),
        )

    def Update(
        self,
        request: provider_pb2.UpdateRequest,
        context: grpc.ServicerContext,
    ) -> provider_pb2.UpdateResponse:
        """Change the resource in place, or in a preview say what it will be."""
        declared = _require_schema(request.urn, context)
        state, inputs = parse_properties(request.olds), parse_properties(request.news)
        if request.preview:
            foreseen = foresee_update(declared, state, inputs)
            return provider_pb2.UpdateResponse(properties=render_properties(foreseen))

        old_inputs, news = reveal(parse_properties(request.old_inputs)), reveal(inputs)
        changes = find_changes(declared, reveal(state), old_inputs, news)
        changed = frozenset(change.property for change in changes)

        def update() -> Seen:
            resource = RESOURCES[declared.token]
            operation = self._operation(request.timeout)
            before, now = plain(state), plain(inputs)
            return resource.update(operation, request.id, before, now, changed)

        seen = reported(context, (state, inputs), update)
        properties = render_properties(wrap_secrets(stored(declared, seen.state), inputs))
        return provider_pb2.UpdateResponse(properties=properties)

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        """Remove the resource."""
        declared = _require_schema(request.urn, context)
        state = parse_properties(request.properties)

        def delete() -> None:
            operation = self._operation(request.timeout)
            RESOURCES[declared.token].delete(operation, request.id, plain(state))

        reported(context, (state,), delete)
        return Empty()


_DIFF_KINDS = {
    (Kind.ADD, False): provider_pb2.PropertyDiff.ADD,
    (Kind.ADD, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (Kind.UPDATE, False): provider_pb2.PropertyDiff.UPDATE,
    (Kind.UPDATE, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
    (Kind.DELETE, False): provider_pb2.PropertyDiff.DELETE,
    (Kind.DELETE, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
}


def _require_schema(urn: str, context: grpc.ServicerContext) -> Schema:
    """Schema of the resource that `urn` names; a type that is not served ends the call."""
    token = urn.split("::")[2].rpartition("$")[2]
    if token not in TOKENS:
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            f"{token} is not served by the bundled docker plugin (it serves {', '.join(TOKENS)}); "
            "use the official plugin: NOVAOS_PLUGINS=official",
        )
    return load_schema(token)
