"""The hash of our source follows content and mode, not the host."""

from pathlib import Path

import pytest

from images.source import source_tree, tree_hash
from novaos.errors import PreconditionError


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    package = tmp_path / "services" / "one"
    package.mkdir(parents=True)
    (package / "app.py").write_text("x = 1\n")
    (tmp_path / "services" / "__init__.py").write_text("")
    return tmp_path


SOURCES = [("services/__init__.py", "app/services/__init__.py"), ("services/one", "app/one")]


def test_files_get_their_place_in_the_image(repository: Path) -> None:
    assert set(source_tree(SOURCES, repository)) == {"app/services/__init__.py", "app/one/app.py"}


def test_bytecode_caches_and_hidden_files_do_not_count(repository: Path) -> None:
    before = tree_hash(source_tree(SOURCES, repository))
    (repository / "services/one/__pycache__").mkdir()
    (repository / "services/one/__pycache__/app.cpython-311.pyc").write_bytes(b"x")
    (repository / "services/one/.hidden").write_text("x")
    assert tree_hash(source_tree(SOURCES, repository)) == before


@pytest.mark.parametrize("change", ["content", "mode", "name"])
def test_every_change_of_a_file_changes_the_hash(repository: Path, change: str) -> None:
    before = tree_hash(source_tree(SOURCES, repository))
    path = repository / "services/one/app.py"
    if change == "content":
        path.write_text("x = 2\n")
    elif change == "mode":
        path.chmod(0o755)
    else:
        path.rename(path.with_name("other.py"))
    assert tree_hash(source_tree(SOURCES, repository)) != before


def test_umask_of_the_checkout_does_not_count(repository: Path) -> None:
    before = tree_hash(source_tree(SOURCES, repository))
    (repository / "services/one/app.py").chmod(0o600)
    assert tree_hash(source_tree(SOURCES, repository)) == before


def test_missing_source_is_refused_by_name(repository: Path) -> None:
    with pytest.raises(PreconditionError, match="services/two"):
        source_tree([("services/two", "app/two")], repository)
