"""One hardened workload: its data volumes, its secrets, its container."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
import pulumi_docker as docker

from infra.model import Kind
from infra.plan import WorkloadPlan
from infra.rendering import Rendered, render_uploads
from novaos.errors import NovaosError

_FIXED_AT_CREATION = ("healthcheck", "init", "tmpfs")
"""What the engine cannot change in an existing container, though the schema says otherwise."""
Dependency = pulumi.Input[pulumi.Resource]


@dataclass(frozen=True, slots=True)
class HardenedWorkloadArgs:
    """What the component needs."""

    plan: WorkloadPlan
    files: Mapping[str, str]
    """Content of the secret files."""
    image: pulumi.Resource
    """The pulled image, which the secret carrier needs and nothing else."""
    after: Sequence[Dependency]
    """What has to be there, healthy or ended well, before the container starts."""


class HardenedWorkload(pulumi.ComponentResource):
    """Register one workload; `ready` is what others wait for."""

    container: docker.Container
    ready: Dependency

    def __init__(
        self,
        name: str,
        args: HardenedWorkloadArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("novaos:infra:HardenedWorkload", name, None, opts)
        # A container's name and port are free only when its predecessor is gone.
        options = pulumi.ResourceOptions(
            parent=self,
            delete_before_replace=True,
            replace_on_changes=list(_FIXED_AT_CREATION),
            depends_on=[
                args.image,
                *args.after,
                *self._register_data(args),
                *self._register_secrets(args),
            ],
        )
        self.container = docker.Container(name, opts=options, **args.plan.container)
        self.ready = self.container
        if args.plan.workload.kind is Kind.JOB:
            self.ready = self.container.exit_code.apply(
                partial(_require_ended_well, self.container, args.plan.container["name"])
            )
        self.register_outputs({"container": self.container.id})

    def _register_data(self, args: HardenedWorkloadArgs) -> list[pulumi.Resource]:
        # Removing a stack keeps its data; `novaos destroy --purge` removes it by label.
        options = pulumi.ResourceOptions(parent=self, retain_on_delete=True)
        return [
            docker.Volume(volume["name"], opts=options, **volume)
            for volume in args.plan.data_volumes
        ]

    def _register_secrets(self, args: HardenedWorkloadArgs) -> list[pulumi.Resource]:
        if args.plan.carrier is None or args.plan.secrets_volume is None:
            return []
        name = f"{args.plan.workload.name}-secrets"
        volume = docker.Volume(
            name, opts=pulumi.ResourceOptions(parent=self), **args.plan.secrets_volume
        )
        uploads = [_secret_upload(upload) for upload in render_uploads(dict(args.files))]
        options = pulumi.ResourceOptions(
            parent=self, delete_before_replace=True, depends_on=[args.image, volume]
        )
        carrier = docker.Container(name, opts=options, uploads=uploads, **args.plan.carrier)
        return [volume, carrier]


def _secret_upload(upload: Rendered) -> docker.ContainerUploadArgsDict:
    return docker.ContainerUploadArgsDict(
        file=upload["file"],
        content=pulumi.Output.secret(upload["content"]),
        permissions=upload["permissions"],
        owner=upload["owner"],
        group=upload["group"],
    )


class JobFailedError(NovaosError):
    """A job ended with an error, so nothing that depends on it may start."""


def _require_ended_well(
    container: pulumi.Resource, name: str, exit_code: int | None
) -> pulumi.Resource:
    if exit_code:
        raise JobFailedError(
            f"job {name} ended with status {exit_code}",
            fix=f"read: docker logs {name}; then deploy again, which runs the job again",
        )
    return container
