"""Point `novaos.workspace` at a folder of the test, with the real tools linked into it."""

from pathlib import Path

import pytest

from novaos import workspace

REAL_TOOLS = workspace.VAR / "bin"


def use_workspace(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let evidence, layouts and secrets of this test live under `folder`."""
    monkeypatch.setattr(workspace, "REPOSITORY", folder)
    monkeypatch.setattr(workspace, "VAR", folder / "var")
    (folder / "var").mkdir(parents=True, exist_ok=True)
    (folder / "var" / "bin").symlink_to(REAL_TOOLS)
    # A cache of the test's own: what the user has there must not decide a test.
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(folder / "cache"))
    monkeypatch.delenv("NOVAOS_TRIVY_DB", raising=False)
