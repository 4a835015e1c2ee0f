"""Routes of this area."""

from starlette.routing import BaseRoute

from services.console.gate import action, page
from services.novaos_console.orchestration import commands, playbooks, schedules, tasks

_BASE = "/orchestration"

ROUTES: tuple[BaseRoute, ...] = (
    page(_BASE, commands.show_commands),
    page(f"{_BASE}/commands/table", commands.show_commands_table),
    page(f"{_BASE}/commands/{{command_id}}", commands.show_command),
    page(f"{_BASE}/commands/{{command_id}}/part", commands.show_command_part),
    page(f"{_BASE}/tasks/{{command_id}}", tasks.show_task),
    page(f"{_BASE}/tasks/{{command_id}}/part", tasks.show_task_part),
    page(f"{_BASE}/playbooks", playbooks.show_playbooks),
    action(f"{_BASE}/playbooks", playbooks.save_playbook),
    page(f"{_BASE}/playbooks/{{name}}", playbooks.show_playbook),
    page(f"{_BASE}/playbooks/{{name}}/runs", playbooks.show_playbook_runs),
    action(f"{_BASE}/playbooks/{{name}}/start", playbooks.start_playbook),
    page(f"{_BASE}/runs", playbooks.show_runs),
    page(f"{_BASE}/runs/table", playbooks.show_runs_table),
    page(f"{_BASE}/runs/{{run_id}}", playbooks.show_run),
    page(f"{_BASE}/runs/{{run_id}}/part", playbooks.show_run_part),
    page(f"{_BASE}/schedules", schedules.show_schedules),
    action(f"{_BASE}/schedules", schedules.set_schedule),
    page(f"{_BASE}/schedules/table", schedules.show_schedules_table),
    action(f"{_BASE}/schedules/preview", schedules.preview_schedule),
    action(f"{_BASE}/schedules/{{schedule_id}}/remove", schedules.remove_schedule),
)
