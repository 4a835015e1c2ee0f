"""Missing packages are found by what they bring; a person is told the command when we may not."""

import pytest

from novaos.command import CommandError, Completed
from novaos.errors import PreconditionError
from tools import host, packages


def names(monkeypatch: pytest.MonkeyPatch, present: set[str], *, engine_answers: bool) -> list[str]:
    monkeypatch.setattr(packages, "_which", lambda name: name if name in present else None)
    return packages.find_missing(engine_answers=engine_answers)


def test_an_engine_that_answers_is_never_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = names(monkeypatch, {"git", "mmdebstrap", "docker"}, engine_answers=True)
    assert not {"docker.io", "iptables"} & set(missing)


def test_without_an_engine_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = names(monkeypatch, {"git", "mmdebstrap"}, engine_answers=False)
    assert {"docker.io", "iptables"} <= set(missing)


def test_an_engine_of_another_vendor_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    present = {"git", "mmdebstrap", "docker", "dockerd", "iptables"}
    assert "docker.io" not in names(monkeypatch, present, engine_answers=False)


@pytest.mark.parametrize("browser", [True, False])
def test_browser_is_installed_for_its_tests_only(
    monkeypatch: pytest.MonkeyPatch, *, browser: bool
) -> None:
    monkeypatch.setattr(packages, "_which", lambda _: None)
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "debian"})
    assert ("chromium" in packages.find_missing(engine_answers=True, browser=browser)) == browser


def test_browser_that_is_there_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_which", lambda name: name if name == "chromium" else None)
    assert "chromium" not in packages.find_missing(engine_answers=True, browser=True)


def test_browser_has_the_name_that_the_distribution_gives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packages, "_which", lambda _: None)
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "ubuntu"})
    assert "chromium-browser" in packages.find_missing(engine_answers=True, browser=True)


def test_npm_of_another_vendor_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "npm" in names(monkeypatch, {"git"}, engine_answers=True)
    assert "npm" not in names(monkeypatch, {"git", "npm"}, engine_answers=True)


def test_python_alone_needs_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_which", lambda _: None)
    missing = packages.find_missing(engine_answers=False, python_only=True)
    assert "git" in missing
    assert not {"docker.io", "npm", "chromium"} & set(missing)


def test_nothing_missing_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "run", lambda *_, **__: pytest.fail("ran something"))
    assert packages.ensure_packages([], lambda _: None) == "nothing missing"


def test_without_root_the_command_for_a_person_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_sudo(argv: list[str], **_: object) -> Completed:
        raise CommandError(argv, "is not installed")

    monkeypatch.setattr(packages, "is_debian_family", lambda: True)
    monkeypatch.setattr(packages, "run", lambda *_, **__: Completed("", ""))
    monkeypatch.setattr(host, "run", no_sudo)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(PreconditionError) as refusal:
        packages.ensure_packages(["mmdebstrap"], lambda _: None)
    assert "apt-get" in refusal.value.fix
    assert refusal.value.exit_code == 5


def test_a_package_that_cannot_be_installed_shows_all_and_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken_apt(argv: list[str], **_: object) -> Completed:
        if "install" in argv:
            raise CommandError(argv, "ended with status 100", stderr="E: Unable to locate")
        return Completed("", "")

    monkeypatch.setattr(packages, "is_debian_family", lambda: True)
    monkeypatch.setattr(packages, "run", broken_apt)
    monkeypatch.setattr(packages, "privileged", lambda argv: argv)
    with pytest.raises(PreconditionError, match="Unable to locate") as refusal:
        packages.ensure_packages(["mmdebstrap"], lambda _: None)
    assert "apt-get install -y --no-install-recommends mmdebstrap" in refusal.value.fix


def test_an_interrupted_installation_is_finished_first(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def record(argv: list[str], **_: object) -> Completed:
        ran.append(argv)
        return Completed("half configured: docker.io" if "--audit" in argv else "", "")

    monkeypatch.setattr(packages, "is_debian_family", lambda: True)
    monkeypatch.setattr(packages, "run", record)
    monkeypatch.setattr(packages, "privileged", lambda argv: argv)
    packages.ensure_packages(["mmdebstrap"], lambda _: None)
    commands = [" ".join(argv) for argv in ran]
    configure = next(i for i, each in enumerate(commands) if "--configure -a" in each)
    assert configure < next(i for i, each in enumerate(commands) if "apt-get install" in each)


def test_another_distribution_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "is_debian_family", lambda: False)
    with pytest.raises(PreconditionError, match="no Debian or Ubuntu: mmdebstrap"):
        packages.ensure_packages(["mmdebstrap"], lambda _: None)
