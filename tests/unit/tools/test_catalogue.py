"""The pinned tools are what their Go modules say."""

import pytest

from novaos.errors import PreconditionError
from tools.catalogue import TOOLS, Tool, parse_required_version, parse_tool_package

GO_MOD = """module novaos.invalid/tools/crane

go 1.26.0

tool github.com/google/go-containerregistry/cmd/crane

require (
\tgithub.com/google/go-containerregistry-extra v9.9.9 // indirect
\tgithub.com/google/go-containerregistry v0.20.6 // indirect
)
"""
MODULE = "github.com/google/go-containerregistry"


def test_the_version_is_that_of_the_very_module() -> None:
    assert parse_required_version(GO_MOD, MODULE) == "0.20.6"


def test_a_module_that_is_not_required_is_refused() -> None:
    with pytest.raises(PreconditionError, match="does not require"):
        parse_required_version(GO_MOD, "github.com/google/go-container")


def test_the_package_is_that_of_the_tool_line() -> None:
    assert parse_tool_package(GO_MOD) == f"{MODULE}/cmd/crane"


@pytest.mark.parametrize("text", ["", GO_MOD + "tool example.org/other\n"])
def test_not_exactly_one_tool_line_is_refused(text: str) -> None:
    with pytest.raises(PreconditionError, match="tool lines"):
        parse_tool_package(text)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_tool_can_be_read_from_its_module(tool: Tool) -> None:
    assert tool.version[0].isdigit()
    assert tool.package.startswith(tool.module.rsplit("/v", 1)[0])
    assert (tool.folder / "go.sum").read_text().count(f"{tool.module} v{tool.version} h1:") == 1


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_no_tool_is_built_with_the_host_compiler_or_another_toolchain(tool: Tool) -> None:
    environment = tool.build_environment
    assert environment["CGO_ENABLED"] == "0"
    assert environment["GOTOOLCHAIN"] == "local"
    assert "-mod=readonly" in environment["GOFLAGS"]


def test_another_setting_is_another_build() -> None:
    one = Tool("crane", MODULE)
    other = Tool("crane", MODULE, environment={"GOEXPERIMENT": "jsonv2"})
    assert one.key.startswith("0.20.6-")
    assert one.key != other.key
    assert one.key == Tool("crane", MODULE).key
