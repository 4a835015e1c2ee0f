"""Continuous integration has least rights, pinned actions, and runs what a person can run."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from novaos.workspace import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
TARGETS = set(
    re.findall(r"^([a-z][a-z-]*):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE),
)
# A full commit, and the version it is in a comment, for people and for updates.
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")

workflows = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def _load(path: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.safe_load(path.read_text())
    return workflow


def _jobs(path: Path) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = _load(path)["jobs"]
    return jobs


def _steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in _jobs(path).values() for step in job["steps"]]


def test_there_is_a_workflow() -> None:
    assert "ci.yml" in {path.name for path in WORKFLOWS}


@workflows
def test_no_right_is_given_to_all_jobs(path: Path) -> None:
    assert _load(path)["permissions"] == {}


@workflows
def test_every_job_names_its_rights_and_its_time_limit(path: Path) -> None:
    for name, job in _jobs(path).items():
        assert "permissions" in job, name
        assert job["timeout-minutes"] <= 90, name


@workflows
def test_only_the_upload_of_findings_may_write(path: Path) -> None:
    writers = {
        name: right
        for name, job in _jobs(path).items()
        for right, level in job["permissions"].items()
        if level != "read"
    }
    assert writers in ({}, {"code-scanning": "security-events"})


@workflows
def test_a_job_that_may_write_runs_no_code_of_the_repository(path: Path) -> None:
    for job in _jobs(path).values():
        if "write" in job["permissions"].values():
            assert not [step for step in job["steps"] if "run" in step]
            assert not [step for step in job["steps"] if "checkout" in step.get("uses", "")]


@workflows
def test_every_action_is_pinned_by_commit_with_its_version(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if "uses:" in line]
    assert lines
    assert not [line for line in lines if not PINNED.search(line)]


def test_an_action_has_one_version_in_all_workflows() -> None:
    text = "\n".join(path.read_text() for path in WORKFLOWS)
    used: dict[str, set[str]] = {}
    for action, commit in re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40})", text):
        used.setdefault(action, set()).add(commit)
    assert all(len(commits) == 1 for commits in used.values())


@workflows
def test_a_checkout_leaves_no_credentials_behind(path: Path) -> None:
    checkouts = [step for step in _steps(path) if "actions/checkout" in step.get("uses", "")]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False


@workflows
def test_every_make_target_that_is_called_exists(path: Path) -> None:
    calls = [step["run"] for step in _steps(path) if step.get("run", "").startswith("make ")]
    called = {word for call in calls for word in call.split()[1:]}
    assert called
    assert called <= TARGETS


@workflows
def test_one_job_stands_for_all_others(path: Path) -> None:
    jobs = _jobs(path)
    gate = jobs.pop("all-checks-pass")
    assert set(gate["needs"]) == jobs.keys()
    assert gate["if"] == "${{ always() }}"


def test_dependencies_wait_a_week() -> None:
    updates = yaml.safe_load((REPOSITORY / ".github" / "dependabot.yml").read_text())["updates"]
    assert updates
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)


def test_every_tool_module_and_requirements_folder_is_kept_up_to_date() -> None:
    updates = yaml.safe_load((REPOSITORY / ".github" / "dependabot.yml").read_text())["updates"]
    covered = {each for update in updates for each in update.get("directories", [])}
    modules = {f"/tools/{path.parent.name}" for path in REPOSITORY.glob("tools/*/go.mod")}
    assert modules | {"/requirements", "/images/requirements"} == covered
