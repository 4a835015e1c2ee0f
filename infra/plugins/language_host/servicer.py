# ruff: noqa: N802 - the methods have gRPC's names
"""The LanguageRuntime service of a Python program, as Pulumi's engine calls it.

Served: everything that preview, up, refresh, destroy, policy packs and `about` call. Code
generation, packing and linking of SDKs are not: they answer UNIMPLEMENTED by the stub's default,
never with success.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from importlib import metadata

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from infra.plugins.language_host.child import (
    EXECUTOR,
    SHOWN,
    UnsupportedOptionError,
    choose_interpreter,
    run_through,
    stream,
)
from infra.plugins.versions import DOCKER_PLUGIN, LANGUAGE_HOST

_logger = logging.getLogger(__name__)


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """One host per engine process; it keeps nothing but the engine's address."""

    def __init__(self, engine_address: str) -> None:
        self._engine_address = engine_address

    def Handshake(
        self,
        request: language_pb2.LanguageHandshakeRequest,
        _context: grpc.ServicerContext,
    ) -> language_pb2.LanguageHandshakeResponse:
        """Take the engine's address."""
        self._engine_address = request.engine_address or self._engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(
        self, _request: Empty, _context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """Version of this host."""
        return plugin_pb2.PluginInfo(version=LANGUAGE_HOST)

    def GetRequiredPlugins(
        self,
        _request: language_pb2.GetRequiredPluginsRequest,
        _context: grpc.ServicerContext,
    ) -> language_pb2.GetRequiredPluginsResponse:
        """Plugins that the program's SDKs need (asked by engines before 3.140)."""
        docker = plugin_pb2.PluginDependency(
            name="docker", kind="resource", version=f"v{DOCKER_PLUGIN}"
        )
        return language_pb2.GetRequiredPluginsResponse(plugins=[docker])

    def GetRequiredPackages(
        self,
        _request: language_pb2.GetRequiredPackagesRequest,
        _context: grpc.ServicerContext,
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Packages that the program's SDKs need."""
        docker = plugin_pb2.PackageDependency(
            name="docker", kind="resource", version=f"v{DOCKER_PLUGIN}"
        )
        return language_pb2.GetRequiredPackagesResponse(packages=[docker])

    def InstallDependencies(
        self,
        _request: language_pb2.InstallDependenciesRequest,
        _context: grpc.ServicerContext,
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Say who installs them: the locked requirements are `make`'s, never the host's."""
        text = b"Python dependencies are hash-locked; install them with: make venv\n"
        yield language_pb2.InstallDependenciesResponse(stdout=text)

    def RuntimeOptionsPrompts(
        self,
        _request: language_pb2.RuntimeOptionsRequest,
        _context: grpc.ServicerContext,
    ) -> language_pb2.RuntimeOptionsResponse:
        """Nothing to ask: `pulumi new` is not how these projects start."""
        return language_pb2.RuntimeOptionsResponse()

    def About(
        self,
        _request: language_pb2.AboutRequest,
        _context: grpc.ServicerContext,
    ) -> language_pb2.AboutResponse:
        """Interpreter and host, for `pulumi about`."""
        return language_pb2.AboutResponse(
            executable=sys.executable,
            version=sys.version.split()[0],
            metadata={"host": "infra/plugins/language_host"},
        )

    def GetProgramDependencies(
        self,
        _request: language_pb2.GetProgramDependenciesRequest,
        _context: grpc.ServicerContext,
    ) -> language_pb2.GetProgramDependenciesResponse:
        """Every distribution of this interpreter's environment."""
        found = sorted({(d.metadata["Name"], d.version) for d in metadata.distributions()})
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=n, version=v) for n, v in found],
        )

    def Run(
        self,
        request: language_pb2.RunRequest,
        _context: grpc.ServicerContext,
    ) -> language_pb2.RunResponse:
        """Run the program in a process of its own; its output goes to the engine through ours."""
        try:
            interpreter = choose_interpreter(
                MessageToDict(request.info.options),
                request.info.root_directory,
            )
        except UnsupportedOptionError as error:
            return language_pb2.RunResponse(error=str(error))
        argv = [interpreter, "-u", "-P", str(EXECUTOR), *self._executor_flags(request)]
        status = run_through(argv, cwd=request.pwd, env=_program_environment(request))
        if status == SHOWN:
            return language_pb2.RunResponse(bail=True)
        if status != 0:
            return language_pb2.RunResponse(error=f"Program exited with status {status}")
        return language_pb2.RunResponse()

    def _executor_flags(self, request: language_pb2.RunRequest) -> list[str]:
        flags = {
            "monitor": request.monitor_address,
            "engine": self._engine_address,
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization,
            "root-directory": request.info.root_directory,
            "pwd": request.pwd,
            "parallel": str(request.parallel),
        }
        words = [f"--{name}={value}" for name, value in flags.items()]
        if request.dryRun:
            words.append("--dry-run")
        return [*words, "--", request.program or ".", *request.args]

    def RunPlugin(
        self,
        request: language_pb2.RunPluginRequest,
        context: grpc.ServicerContext,
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Run a plugin written in Python: a policy pack, or a package with a `__main__.py`."""
        folder = request.info.program_directory
        try:
            interpreter = choose_interpreter(
                MessageToDict(request.info.options),
                request.info.root_directory,
            )
        except UnsupportedOptionError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        environment = {**os.environ, **dict(word.partition("=")[::2] for word in request.env)}
        if request.kind == "analyzer":
            # The engine passes its address and the pack's folder as it sees it (".").
            argv = [interpreter, "-u", "-m", "pulumi.policy", request.args[0], folder]
        else:
            argv = [interpreter, "-u", folder, *request.args]
        for name, piece in stream(argv, cwd=request.pwd, env=environment):
            yield language_pb2.RunPluginResponse(**{name: piece})  # type: ignore[arg-type] # a oneof

    def Cancel(self, _request: Empty, _context: grpc.ServicerContext) -> Empty:
        """Nothing to stop here: the engine cancels through the program's own connection."""
        return Empty()


def _program_environment(request: language_pb2.RunRequest) -> dict[str, str]:
    """Ours, plus the configuration, which must not be on a command line."""
    return {
        **os.environ,
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }
