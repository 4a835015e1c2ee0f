"""Paths come from one place, and the cache can be moved."""

from pathlib import Path

import pytest

from novaos import workspace


def test_the_repository_is_where_the_project_file_is() -> None:
    assert (workspace.REPOSITORY / "pyproject.toml").is_file()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"NOVAOS_CACHE_DIR": "/chosen", "XDG_CACHE_HOME": "/xdg"}, "/chosen"),
        ({"XDG_CACHE_HOME": "/xdg"}, "/xdg/novaos"),
        ({"XDG_CACHE_HOME": ""}, "/someone/.cache/novaos"),
        ({}, "/someone/.cache/novaos"),
    ],
)
def test_the_cache_is_where_the_user_says(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    expected: str,
) -> None:
    for name in ("NOVAOS_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/someone")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert workspace.cache_folder() == Path(expected)


def test_environments_share_neither_secrets_nor_evidence() -> None:
    assert workspace.secrets_folder("dev") != workspace.secrets_folder("prod")
    assert workspace.evidence_root("dev") != workspace.evidence_root("prod")


@pytest.mark.parametrize("folder", [workspace.VAR, workspace.secrets_folder("dev")])
def test_nothing_made_or_secret_is_ever_committed(folder: Path) -> None:
    ignored = (workspace.REPOSITORY / ".gitignore").read_text().splitlines()
    assert f"/{folder.relative_to(workspace.REPOSITORY).parts[0]}/" in ignored
