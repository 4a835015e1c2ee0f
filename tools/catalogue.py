"""Which tools the pipeline needs, and how each is built and asked for its version.

The version itself has one home: the `require` line of `tools/<name>/go.mod`.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from novaos.errors import PreconditionError
from novaos.workspace import REPOSITORY

_COMMON_FLAGS = "-s -w"
"""No symbol table and no DWARF: a third smaller and quicker to link; the official builds do it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One Go program, pinned by a Go module of its own."""

    name: str
    module: str
    """Go module whose version is the tool's version."""
    version_arguments: tuple[str, ...] = ("version",)
    version_variable: str = ""
    """Go variable that must carry the version; empty when the build information is enough."""
    version_prefix: str = ""
    """What stands before the bare version in that variable, as in the official builds."""
    environment: dict[str, str] = field(default_factory=dict)
    weight: int = 0
    """Build time in seconds on two cores, cold: the longest is started first."""
    copied: bool = False
    """True when the program looks for files beside its real path, so that a link will not do."""

    @property
    def folder(self) -> Path:
        """Where its go.mod and go.sum are."""
        return REPOSITORY / "tools" / self.name

    @property
    def version(self) -> str:
        """The pinned version, without the leading `v`."""
        return parse_required_version((self.folder / "go.mod").read_text(), self.module)

    @property
    def package(self) -> str:
        """Go package of the program, from the `tool` line."""
        return parse_tool_package((self.folder / "go.mod").read_text())

    @property
    def linker_flags(self) -> str:
        """Value of `go build -ldflags`."""
        if not self.version_variable:
            return _COMMON_FLAGS
        return f"{_COMMON_FLAGS} -X {self.version_variable}={self.version_prefix}{self.version}"

    @property
    def build_environment(self) -> dict[str, str]:
        """Variables of the build: no C compiler, no toolchain download, no version control."""
        return {
            "CGO_ENABLED": "0",
            "GOFLAGS": "-mod=readonly -buildvcs=false",
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
            **self.environment,
        }

    @property
    def key(self) -> str:
        """Name of this very build in the cache: version and hash of everything that decides it."""
        hasher = hashlib.sha256()
        for name in ("go.mod", "go.sum"):
            hasher.update((self.folder / name).read_bytes())
        settings = [self.package, self.linker_flags, *sorted(self.build_environment.items())]
        hasher.update(repr(settings).encode())
        return f"{self.version}-{hasher.hexdigest()[:16]}"


TOOLS = (
    Tool(
        "trivy",
        "github.com/aquasecurity/trivy",
        version_arguments=("--version",),
        version_variable="github.com/aquasecurity/trivy/pkg/version/app.ver",
        environment={"GOEXPERIMENT": "jsonv2"},
        weight=360,
    ),
    Tool(
        "pulumi",
        "github.com/pulumi/pulumi/pkg/v3",
        version_variable="github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
        version_prefix="v",
        weight=180,
        # It finds pulumi-language-python in the folder of its own real path.
        copied=True,
    ),
    Tool("cosign", "github.com/sigstore/cosign/v3", weight=160),
    Tool("syft", "github.com/anchore/syft", version_variable="main.version", weight=100),
    Tool("crane", "github.com/google/go-containerregistry", weight=5),
    Tool(
        "actionlint",
        "github.com/rhysd/actionlint",
        version_arguments=("--version",),
        version_variable="github.com/rhysd/actionlint.version",
        weight=4,
    ),
)


def parse_required_version(go_mod: str, module: str) -> str:
    """Version of `module` in the text of a go.mod, without the leading `v`."""
    found = re.search(rf"^(?:require)?\s*{re.escape(module)} v(\S+)", go_mod, re.MULTILINE)
    if found is None:
        raise PreconditionError(
            f"go.mod does not require {module}",
            fix="restore tools/*/go.mod from the repository",
        )
    return found[1]


def parse_tool_package(go_mod: str) -> str:
    """Package of the only `tool` line in the text of a go.mod."""
    found = re.findall(r"^tool (\S+)$", go_mod, re.MULTILINE)
    if len(found) != 1:
        raise PreconditionError(
            f"go.mod has {len(found)} tool lines, expected one",
            fix="restore tools/*/go.mod from the repository",
        )
    return str(found[0])
