"""Definitions: nothing unknown, nothing unexplained."""

from pathlib import Path

import pytest
import yaml

from images.definition import NpmEntry
from images.definition_file import load_image
from novaos.errors import PreconditionError

LAYER = {"debs": ["base-files"], "without": {"mawk": "never runs here"}}
IMAGE = {
    "title": "One",
    "licences": "Apache-2.0",
    "layers": ["base"],
    "debs": ["one"],
    "prune": {"usr/share/doc/*": "documentation"},
    "folders": [{"path": "data", "mode": "0700", "owner": 1000}],
    "entrypoint": ["/usr/bin/one"],
}


FILES = ["one.js", "LICENSE", "package.json"]


def load(folder: Path, **changes: object) -> object:
    (folder / "base.yaml").write_text(yaml.safe_dump(LAYER))
    (folder / "one.yaml").write_text(yaml.safe_dump({**IMAGE, **changes}))
    return load_image(folder / "one.yaml", folder)


def test_definition_is_read(tmp_path: Path) -> None:
    load(tmp_path)
    image = load_image(tmp_path / "one.yaml", tmp_path)
    assert [layer.name for layer in image.layers] == ["base", "one"]
    assert image.own.folders[0].mode == 0o700
    assert image.shell == ""


def test_npm_packages_are_read(tmp_path: Path) -> None:
    npm = {"@a/one": {"version": "1.0.0-rc.1", "files": FILES}}
    load(tmp_path, npm=npm)
    (entry,) = load_image(tmp_path / "one.yaml", tmp_path).own.npm
    assert entry == NpmEntry("@a/one", "1.0.0-rc.1", ("LICENSE", "one.js", "package.json"))


@pytest.mark.parametrize(
    "change",
    [
        {"user": "root"},
        {"prune": {"usr/*": ""}},
        {"without": {"perl": None}},
        {"debs": ["Not A Package"]},
        {"debs": ["one=1.0"]},
        {"folders": [{"path": "/data"}]},
        {"folders": [{"path": "data", "mode": "4755"}]},
        {"files": [{"source": "x", "path": "y", "mode": 420}]},
        {"entrypoint": []},
        {"ports": [0]},
        {"npm": {"one": {"version": "^1.0.0", "files": FILES}}},
        {"npm": {"one": {"version": "latest", "files": FILES}}},
        {"npm": {"one": {"version": "file:../one", "files": FILES}}},
        {"npm": {"../one": {"version": "1.0.0", "files": FILES}}},
        {"npm": {"one": {"version": "1.0.0", "files": ["one.js", "LICENSE"]}}},
        {"npm": {"one": {"version": "1.0.0", "files": ["one.js", "package.json"]}}},
        {"npm": {"one": {"version": "1.0.0", "files": [*FILES, "../../etc/passwd"]}}},
        {"npm": {"one": {"version": "1.0.0", "files": [*FILES, "a//b"]}}},
        {"npm": {"one": {"version": "1.0.0"}}},
        {"layers": []},
        {"layers": ["missing"]},
    ],
    ids=str,
)
def test_wrong_definition_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    load(tmp_path)
    with pytest.raises(PreconditionError, match=r"\.yaml"):
        load(tmp_path, **change)
