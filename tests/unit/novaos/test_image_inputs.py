"""What goes into images is pinned by hash and holds nothing that only development needs."""

import json
import re
from pathlib import Path

import pytest

from images.requirement_lock import INTENT
from novaos.workspace import REPOSITORY

IMAGE_REQUIREMENTS = sorted((REPOSITORY / "images" / "requirements").glob("*.txt"))
LOCKS = sorted((REPOSITORY / "images" / "locks").glob("*.json"))
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)


_NEEDED_BY_A_SHIPPED_ONE = {"packaging"}
"""limits asks for it, and so does the pipeline by itself."""


def _names(text: str) -> set[str]:
    """Normalised names of the requirements in `text` (PEP 503)."""
    return {re.sub(r"[-_.]+", "-", name).lower() for name in _NAME.findall(text)}


def _development_packages() -> set[str]:
    """Everything the project asks for by itself, and no image asks for."""
    folder = REPOSITORY / "requirements"
    intents = [(REPOSITORY / intent).read_text() for intent in INTENT.values()]
    shipped = _names("\n".join(intents))
    return _names((folder / "project.in").read_text()) - shipped - _NEEDED_BY_A_SHIPPED_ONE


DEVELOPMENT = _development_packages()


def test_the_list_of_development_packages_is_a_real_one() -> None:
    assert {"pytest", "mypy", "ruff", "pulumi", "hypothesis"} <= DEVELOPMENT


def test_a_development_package_would_be_found() -> None:
    assert _names("pytest==9.2.0 \\\n    --hash=sha256:00\n") & DEVELOPMENT


@pytest.mark.parametrize("path", IMAGE_REQUIREMENTS, ids=lambda path: path.name)
def test_image_requirements_hold_no_development_package(path: Path) -> None:
    assert not _names(path.read_text()) & DEVELOPMENT


@pytest.mark.parametrize("path", IMAGE_REQUIREMENTS, ids=lambda path: path.name)
def test_every_image_requirement_is_pinned_with_hashes(path: Path) -> None:
    requirements = re.sub(r"(?m)^\s*#.*\n?", "", path.read_text()).strip()
    entries = re.split(r"\n(?=[A-Za-z0-9])", requirements)
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_there_are_image_requirements() -> None:
    assert {path.name for path in IMAGE_REQUIREMENTS} >= {"agent.txt", "core-api.txt"}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_image_locks_hold_no_development_package(path: Path) -> None:
    wheels = {
        re.sub(r"[-_.]+", "-", wheel["name"]).lower()
        for wheel in json.loads(path.read_text()).get("wheels", [])
    }
    assert not wheels & DEVELOPMENT
