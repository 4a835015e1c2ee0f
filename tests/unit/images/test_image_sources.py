"""What our code in an image imports of our own is in the image, and what it reads beside it too."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from images.catalogue import image_names, load_definition
from images.source import source_tree
from images.tree import Tree

OURS = ("agents", "services")
CONSOLES = ("gypsy-cove", "novaos-console", "web-shell")
with_sources = [name for name in image_names() if load_definition(name).sources]


def our_tree(name: str) -> Tree:
    return source_tree(load_definition(name).sources)


def module_name(path: str) -> str:
    parts = PurePosixPath(path).relative_to("app").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def our_imports(content: bytes) -> Iterator[str]:
    """Names of our own modules; of `from a import b` also `a.b`, since that may be one."""
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.split(".")[0] in OURS)
        elif isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in OURS:
            yield str(node.module)


@pytest.mark.parametrize("name", with_sources)
def test_every_import_of_our_own_is_in_the_image(name: str) -> None:
    tree = our_tree(name)
    modules = {module_name(path) for path in tree if path.endswith(".py")}
    missing = {
        f"{path} imports {wanted}"
        for path, node in tree.items()
        if path.endswith(".py")
        for wanted in our_imports(node.content)
        if wanted not in modules
    }
    assert modules
    assert not missing


@pytest.mark.parametrize("name", CONSOLES)
def test_console_brings_what_it_reads_beside_its_code(name: str) -> None:
    tree = our_tree(name)
    own = load_definition(name).runtime.cmd[1].replace(".", "/")
    assert f"app/{own}/__main__.py" in tree
    suffixes = {PurePosixPath(path).suffix for path in tree}
    assert {".html", ".css", ".js", ".svg"} <= suffixes
    assert f"app/{own}/static/icon.svg" in tree
    assert "app/services/console/templates/base.html" in tree


@pytest.mark.parametrize("name", CONSOLES)
def test_console_knows_nothing_of_the_servers(name: str) -> None:
    imported = {
        ".".join(wanted.split(".")[:2])
        for path, node in our_tree(name).items()
        if path.endswith(".py")
        for wanted in our_imports(node.content)
    }
    own = load_definition(name).runtime.cmd[1]
    assert imported == {"services.console", "services.process", own}
