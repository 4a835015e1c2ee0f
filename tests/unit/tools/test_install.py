"""Tools come from PATH when the version is right, else from the cache, else they are built."""

import os
from pathlib import Path

import pytest

from novaos.errors import PreconditionError
from tools import go_toolchain, install
from tools.catalogue import Tool

CRANE = Tool("crane", "github.com/google/go-containerregistry")
VERSION = CRANE.version


def program(path: Path, *, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace and a cache of the test's own."""
    binaries = tmp_path / "var" / "bin"
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(install, "_BIN", binaries)
    monkeypatch.setattr(install, "_RECORD", binaries / ".tools.json")
    monkeypatch.setattr(install, "tool", lambda name: binaries / name)
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    return tmp_path


@pytest.mark.parametrize(
    ("says", "accepted"),
    [
        (VERSION, True),
        (f"v{VERSION}", True),
        (f"Version: {VERSION}", True),
        (f"{VERSION}0", False),
        (f"{VERSION}-rc.1", False),
        (f"1{VERSION}", False),
        (f"1.{VERSION}", False),
        ("devel", False),
    ],
)
def test_only_the_very_version_counts(place: Path, says: str, *, accepted: bool) -> None:
    assert install.has_version(program(place / "crane", says=says), CRANE) is accepted


def test_a_program_that_fails_has_no_version(place: Path) -> None:
    broken = program(place / "crane", says=f"{VERSION}; exit 1")
    assert not install.has_version(broken, CRANE)


def test_the_right_version_on_path_is_linked(place: Path) -> None:
    found = program(place / "path" / "crane", says=VERSION)
    install.ensure_tools(Path("python"), lambda _: None, [CRANE])
    assert (place / "var" / "bin" / "crane").resolve() == found


def test_the_wrong_version_on_path_is_not_used(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(place / "path" / "crane", says="0.1.0")
    monkeypatch.setattr(install, "ensure_go", lambda *_: Path("go"))
    monkeypatch.setattr(install, "_compile", lambda _tool, _go, out: program(out, says=VERSION))
    install.ensure_tools(Path("python"), lambda _: None, [CRANE])
    assert (place / "var" / "bin" / "crane").resolve() == install.cached(CRANE)


def test_a_second_run_neither_builds_nor_asks(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(place / "path" / "crane", says=VERSION)
    install.ensure_tools(Path("python"), lambda _: None, [CRANE])
    monkeypatch.setattr(install, "has_version", lambda *_: pytest.fail("asked again"))
    assert "up to date" in install.ensure_tools(Path("python"), lambda _: None, [CRANE])


def test_a_replaced_program_is_noticed(place: Path) -> None:
    program(place / "path" / "crane", says=VERSION)
    install.ensure_tools(Path("python"), lambda _: None, [CRANE])
    (place / "var" / "bin" / "crane").unlink()
    program(place / "var" / "bin" / "crane", says="something else entirely")
    install.ensure_tools(Path("python"), lambda _: None, [CRANE])
    assert install.has_version(place / "var" / "bin" / "crane", CRANE)


def test_an_interrupted_build_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_tool: Tool, _go: Path, output: Path) -> None:
        output.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "_compile", interrupted)
    with pytest.raises(KeyboardInterrupt):
        install.build(CRANE, Path("go"))
    home = place / "cache" / "tools" / "crane"
    assert [path.name for path in home.iterdir()] == [".lock"]


def test_what_a_killed_build_left_is_removed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_over = place / "cache" / "tools" / "crane" / ".build-dead"
    left_over.mkdir(parents=True)
    monkeypatch.setattr(install, "_compile", lambda _tool, _go, out: program(out, says=VERSION))
    install.build(CRANE, Path("go"))
    assert install.cached(CRANE).is_file()
    assert not left_over.exists()


def test_a_failed_build_shows_the_complete_output(place: Path) -> None:
    go = place / "go"
    go.write_text("#!/bin/sh\nseq 1 3000\necho last >&2\nexit 1\n")
    go.chmod(0o755)
    with pytest.raises(PreconditionError) as failure:
        install.build(CRANE, go)
    assert "\n1\n2\n" in failure.value.message
    assert failure.value.message.endswith("last")


def test_a_build_that_does_not_say_its_version_is_refused(place: Path) -> None:
    go = place / "go"
    go.write_text(
        '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\n'
        'printf \'#!/bin/sh\\necho devel\\n\' > "$2"; chmod +x "$2"\n'
    )
    go.chmod(0o755)
    with pytest.raises(PreconditionError, match="does not say that it is"):
        install.build(CRANE, go)
    assert not install.cached(CRANE).exists()


def test_a_copied_tool_is_a_file_of_its_own(place: Path) -> None:
    copied = Tool("crane", CRANE.module, copied=True)
    program(place / "path" / "crane", says=VERSION)
    install.ensure_tools(Path("python"), lambda _: None, [copied])
    binary = place / "var" / "bin" / "crane"
    assert not binary.is_symlink()
    assert os.access(binary, os.X_OK)


@pytest.mark.parametrize(
    ("text", "version"),
    [("go1.26.8", (1, 26, 8)), ("1.26.0", (1, 26, 0)), ("devel", ()), ("", ())],
)
def test_go_versions_are_read(text: str, version: tuple[int, ...]) -> None:
    assert go_toolchain.parse_version(text) == version


def test_ten_is_newer_than_nine() -> None:
    assert go_toolchain.parse_version("go1.30") > go_toolchain.parse_version("go1.9.2")
