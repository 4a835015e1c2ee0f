"""What is compiled, by what, and that bytecode which is not its module's is found."""

import py_compile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from images import bytecode
from images.bytecode import Compiler, add_bytecode, find_compiler
from images.compile_modules import compile_module, main, parse_parts, render_parts
from images.definition import LayerDefinition
from images.lock import LockedDeb
from images.plan import plan_image
from images.tree import file_node
from novaos.command import CommandError
from novaos.errors import PreconditionError
from tests.support.bytecode_check import check_bytecode
from tests.support.images import empty_layer, locked_deb, small_definition

COMPILER = Compiler("usr/bin/python3.13", ())
DEBS = ("libc6", "libexpat1", "libpython3.13-minimal", "python3.13-minimal", "zlib1g")


def deb(name: str) -> LockedDeb:
    return locked_deb(name.encode(), name)


def test_compiler_is_the_smallest_python_of_the_image() -> None:
    others = ("libpython3.13-stdlib", "python3-minimal", "libssl3t64", "libc6-dev")
    found = find_compiler("usr/bin/python3.13", [deb(name) for name in (*others, *DEBS)])
    assert tuple(each.name for each in found.debs) == DEBS


def test_parts_come_back_as_they_were() -> None:
    parts = [b"", b"one", b"\0" * 70000, "ä".encode()]
    assert list(parse_parts(render_parts(parts))) == parts


def test_answer_names_the_cache_of_each_module(tmp_path: Path) -> None:
    request, answer = tmp_path / "request", tmp_path / "answer"
    request.write_bytes(render_parts([b"/app/one.py", b"x = 1\n"]))
    main(str(request), str(answer))
    path, content = parse_parts(answer.read_bytes())
    assert path.startswith(b"/app/__pycache__/one.cpython-")
    assert content == compile_module("/app/one.py", b"x = 1\n")
    assert str(tmp_path).encode() not in content


def test_layer_without_modules_needs_no_compiler() -> None:
    tree = {"usr/bin/one": file_node(b"1")}
    add_bytecode(tree, COMPILER, "small")
    assert list(tree) == ["usr/bin/one"]


@pytest.mark.parametrize(
    ("stderr", "message"),
    [
        (
            "SyntaxError: invalid syntax (/app/one.py)",
            r"layer small(.|\n)*/app/one\.py(.|\n)*prune",
        ),
        ("OSError: [Errno 28] No space left on device", r"no space left(.|\n)*df -h"),
    ],
)
def test_failed_compiler_is_explained(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stderr: str, message: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise CommandError(["env"], "ended with status 1", stderr=stderr)

    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(bytecode, "run", fail)
    with pytest.raises(PreconditionError, match=message):
        add_bytecode({"app/one.py": file_node(b"x =")}, COMPILER, "small")
    assert not list(tmp_path.iterdir())


def test_layers_from_the_interpreter_up_are_compiled() -> None:
    low = empty_layer("low", "libc6")
    python = LayerDefinition(
        "python",
        ("python3.13-minimal",),
        (),
        (),
        (),
        (),
        (),
        certificates=False,
        python="usr/bin/p",
    )
    debs = [
        locked_deb(b"c", "libc6", "low"),
        locked_deb(b"p", "python3.13-minimal", "python"),
    ]
    plan = plan_image(replace(small_definition(own=python), shared=(low,)), debs, ())
    tools = {layer.name: [each.name for each in layer.tools] for layer in plan.layers}
    assert tools == {"low": [], "python": ["libc6", "python3.13-minimal"]}


def _other_source(module: Path) -> None:
    module.write_text("x = 2\n")


def _other_code(module: Path) -> None:
    other = module.with_name("other.py")
    other.write_text("import os\n")
    (cache,) = module.parent.glob("__pycache__/one.*")
    good = cache.read_bytes()
    made = compile_module(str(module), other.read_bytes())
    cache.write_bytes(good[:16] + made[16:])
    other.unlink()


def _no_module(module: Path) -> None:
    module.rename(module.with_name("renamed.py"))


def _no_bytecode(module: Path) -> None:
    module.with_name("two.py").write_text("")


def _timestamp(module: Path) -> None:
    py_compile.compile(str(module), invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (None, ""),
        (_other_source, "of another source"),
        (_other_code, "of other code"),
        (_no_module, "no module beside it"),
        (_no_bytecode, "no bytecode"),
        (_timestamp, "of another kind"),
    ],
)
def test_bytecode_that_is_not_its_modules_is_found(
    tmp_path: Path, damage: Callable[[Path], None] | None, finding: str
) -> None:
    module = tmp_path / "one.py"
    module.write_text("x = 1\n")
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(module), invalidation_mode=mode)
    if damage:
        damage(module)
    found = check_bytecode(tmp_path)
    assert (finding in "".join(found)) if finding else not found
