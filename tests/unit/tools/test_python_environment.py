"""`.venv` is made again exactly when it has to be."""

import json
from pathlib import Path

import pytest

from tools import python_environment as environment

LOCK = """alembic==1.20.1 \\
    --hash=sha256:83490def1f723413db5096591f7609ac52544805be93849170088ed04f5a2e0b
    # via -r requirements/core-api.in
Pytest_Testinfra==10.2.2 \\
    --hash=sha256:00
zope.interface==7.0 ; python_version < "3.13" \\
    --hash=sha256:00
"""


def test_locked_names_are_normalised() -> None:
    assert environment.parse_locked_names(LOCK) == {"alembic", "pytest-testinfra", "zope-interface"}


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An environment of the test's own, and what was run to make it."""
    ran: list[str] = []
    venv = tmp_path / ".venv"

    def fake_run(argv: list[str]) -> str:
        ran.append(" ".join(argv))
        if "venv" in argv:
            (venv / "bin").mkdir(parents=True)
            (venv / "bin" / "python").touch()
        return json.dumps([{"name": "alembic"}, {"name": "left-over"}, {"name": "pip"}])

    lock = tmp_path / "project.txt"
    lock.write_text(LOCK)
    for name, value in {
        "_VENV": venv,
        "_LOCK": lock,
        "VAR": tmp_path / "var",
        "PYTHON": venv / "bin" / "python",
        "_RECORD": venv / ".novaos.json",
        "_INCOMPLETE": venv / ".novaos-incomplete",
        "_run": fake_run,
    }.items():
        monkeypatch.setattr(environment, name, value)
    monkeypatch.setattr(
        environment,
        "run",
        lambda *_, **__: type("A", (), {"stdout": environment._python_version()}),
    )
    return ran


def ensure() -> str:
    return environment.ensure_python_environment(lambda _: None)


def test_hashes_are_required_and_nothing_is_built(calls: list[str]) -> None:
    ensure()
    install = next(each for each in calls if "--requirement" in each)
    assert "--require-hashes" in install
    assert "--only-binary=:all:" in install


def test_what_the_lock_does_not_name_is_removed(calls: list[str]) -> None:
    ensure()
    uninstall = next(each for each in calls if "uninstall" in each)
    assert uninstall.endswith("uninstall --yes left-over")


def test_a_second_run_does_nothing(calls: list[str]) -> None:
    ensure()
    calls.clear()
    assert ensure() == "up to date"
    assert calls == []


def test_another_lock_installs_the_difference(calls: list[str]) -> None:
    ensure()
    calls.clear()
    environment._LOCK.write_text(LOCK.replace("1.20.1", "1.20.2"))
    ensure()
    assert any("--require-hashes" in each for each in calls)
    assert not any("-m venv" in each for each in calls)


def test_an_interrupted_installation_starts_from_nothing(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", cut_off)
        with pytest.raises(KeyboardInterrupt):
            ensure()
    calls.clear()
    ensure()
    assert "-m venv" in calls[0]


def test_another_python_starts_from_nothing(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure()
    calls.clear()
    monkeypatch.setattr(environment, "_python_version", lambda: "3.99")
    monkeypatch.setattr(environment, "run", lambda *_, **__: type("A", (), {"stdout": "3.11"}))
    ensure()
    assert "-m venv" in calls[0]
