"""How a command reads: who sent it, what it asks for, how far it is."""

import pytest

from services.novaos_console.orchestration.command_words import OUTCOMES, describe_command
from services.novaos_console.orchestration.tasks import find_made
from tests.support.operations_console import command_of

_PERSON = "22222222-2222-4222-8222-222222222222"


def test_a_command_of_godmode_names_nobody() -> None:
    shown = describe_command(command_of("kpi_report"))
    assert shown.by == "GodMode, nobody is named"
    assert not shown.by_user


def test_a_command_of_a_person_leads_to_the_person() -> None:
    shown = describe_command(command_of("kpi_report", issued_by=_PERSON))
    assert (shown.by, shown.by_user) == ("a person", _PERSON)


def test_a_command_of_a_machine_shows_its_name() -> None:
    assert describe_command(command_of("kpi_report", issued_by="operator")).by == "operator"


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_only_what_has_ended_is_over(outcome: str) -> None:
    shown = describe_command(command_of("kpi_report", outcome))
    assert shown.is_over is (outcome in {"done", "failed", "timed_out"})


def test_a_result_is_json_for_people_and_none_is_nothing() -> None:
    shown = describe_command(command_of("kpi_report", result={"word": "für"}))
    assert shown.targets[0].result == '{\n  "word": "für"\n}'
    assert describe_command(command_of("kpi_report")).targets[0].result == ""


def test_an_empty_result_is_a_result() -> None:
    assert describe_command(command_of("kpi_report", result=[])).targets[0].result == "[]"


def test_what_a_task_made_has_a_page() -> None:
    made = command_of("run_playbook", result={"run_id": "r"})
    assert find_made(made) == "/orchestration/runs/r"
    saved = command_of("save_playbook", result={"name": "n"})
    assert find_made(saved) == "/orchestration/playbooks/n"


@pytest.mark.parametrize("outcome", ["failed", "timed_out", "acknowledged"])
def test_a_task_that_is_not_done_made_nothing(outcome: str) -> None:
    assert find_made(command_of("run_playbook", outcome, result={"run_id": "r"})) is None
