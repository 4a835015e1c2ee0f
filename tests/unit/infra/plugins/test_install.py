"""Which plugins are installed, and when again."""

import io
import tarfile
from pathlib import Path

import pytest

from infra.plugins import install
from infra.plugins.versions import DOCKER_PLUGIN, LANGUAGE_HOST
from novaos.command import CommandError
from novaos.errors import PreconditionError


class Pulumi:
    """Takes the place of the pulumi binary: remembers what it is asked to install."""

    def __init__(self, home: Path, *, official: bool) -> None:
        self.home = home
        self.official = official
        self.calls: list[str] = []

    def __call__(self, *words: str) -> None:
        """Install, or fail as a site without network does."""
        kind = "bundled" if "--file" in words else "official"
        self.calls.append(kind)
        if kind == "official" and not self.official:
            raise CommandError(["pulumi"], "ended with status 1", stderr="error: no network\n")
        plugin = self.home / "plugins" / f"resource-docker-v{DOCKER_PLUGIN}"
        plugin.mkdir(parents=True, exist_ok=True)
        (plugin / "pulumi-resource-docker").write_text(kind)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    binary = tmp_path / "bin" / "pulumi"
    binary.parent.mkdir()
    binary.write_text("binary")
    monkeypatch.setattr(install, "tool", lambda name: tmp_path / "bin" / name)
    monkeypatch.setattr(install, "pulumi_home", lambda: tmp_path / "home")
    monkeypatch.delenv("NOVAOS_PLUGINS", raising=False)
    return tmp_path / "home"


def _pulumi(monkeypatch: pytest.MonkeyPatch, home: Path, *, official: bool) -> Pulumi:
    pulumi = Pulumi(home, official=official)
    monkeypatch.setattr(install, "_pulumi", pulumi)
    return pulumi


def test_official_plugin_is_taken_where_it_can_be_had(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi = _pulumi(monkeypatch, home, official=True)
    said: list[str] = []
    assert install.install_plugins(said.append).startswith(
        f"docker plugin: official v{DOCKER_PLUGIN}"
    )
    assert pulumi.calls == ["official"]


def test_bundled_plugin_is_taken_where_the_official_cannot_be_had(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi = _pulumi(monkeypatch, home, official=False)
    answer = install.install_plugins(lambda _line: None)
    assert answer.startswith(f"docker plugin: bundled v{DOCKER_PLUGIN}")
    assert "no network" not in answer
    assert "no network" in (home.parent / "logs" / "official-plugin.log").read_text()
    assert pulumi.calls == ["official", "bundled"]


def test_answer_is_remembered_until_the_code_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi = _pulumi(monkeypatch, home, official=False)
    first = install.install_plugins(lambda _line: None)
    assert install.install_plugins(lambda _line: None) == first
    assert pulumi.calls == ["official", "bundled"]
    monkeypatch.setattr(install, "_code_hash", lambda: "other")
    install.install_plugins(lambda _line: None)
    assert pulumi.calls[2:] == ["official", "bundled"]


@pytest.mark.parametrize("gone", ["plugins", "language host"])
def test_what_was_removed_is_installed_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    pulumi = _pulumi(monkeypatch, home, official=False)
    install.install_plugins(lambda _line: None)
    host = home.parent / "bin" / "pulumi-language-python"
    plugin = home / "plugins" / f"resource-docker-v{DOCKER_PLUGIN}" / "pulumi-resource-docker"
    (plugin if gone == "plugins" else host).unlink()
    install.install_plugins(lambda _line: None)
    assert plugin.is_file()
    assert host.is_file()
    assert len(pulumi.calls) == 4


def test_choice_is_obeyed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi = _pulumi(monkeypatch, home, official=True)
    monkeypatch.setenv("NOVAOS_PLUGINS", "bundled")
    install.install_plugins(lambda _line: None)
    assert pulumi.calls == ["bundled"]


def test_official_choice_never_falls_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pulumi(monkeypatch, home, official=False)
    monkeypatch.setenv("NOVAOS_PLUGINS", "official")
    with pytest.raises(PreconditionError, match="NOVAOS_PLUGINS=bundled"):
        install.install_plugins(lambda _line: None)


def test_unknown_choice_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pulumi(monkeypatch, home, official=True)
    monkeypatch.setenv("NOVAOS_PLUGINS", "both")
    with pytest.raises(PreconditionError, match="both"):
        install.install_plugins(lambda _line: None)


def test_language_host_lies_beside_the_real_binary(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _pulumi(monkeypatch, home, official=True)
    binary = tmp_path / "bin" / "pulumi"
    elsewhere = tmp_path / "elsewhere"
    binary.rename(elsewhere)
    binary.symlink_to(elsewhere)
    install.install_plugins(lambda _line: None)
    assert not binary.is_symlink()
    assert binary.read_text() == "binary"
    host = binary.with_name("pulumi-language-python")
    assert host.stat().st_mode & 0o777 == 0o755


def test_archive_holds_an_executable_plugin() -> None:
    with tarfile.open(fileobj=io.BytesIO(install.render_archive())) as archive:
        entry = archive.getmember("pulumi-resource-docker")
        stream = archive.extractfile(entry)
        assert stream is not None
        text = stream.read().decode()
    assert entry.mode & 0o111
    assert text.startswith("#!/bin/sh\nexec ")
    assert "infra.plugins.docker_provider.__main__" in text


def test_versions_are_those_of_the_installed_sdks() -> None:
    from importlib import metadata  # noqa: PLC0415

    assert metadata.version("pulumi_docker") == DOCKER_PLUGIN
    assert metadata.version("pulumi") == LANGUAGE_HOST
