"""Routes of this area."""

from starlette.routing import BaseRoute

from services.console.gate import action, page
from services.novaos_console.agents import actions, feed, logs, pages, playbooks

_ONE = f"{pages.PAGE}/{{name}}"

ROUTES: tuple[BaseRoute, ...] = (
    page(pages.PAGE, pages.show_agents),
    page(f"{pages.PAGE}/table", pages.show_table),
    page(f"{pages.PAGE}/trail", pages.show_trail),
    action(f"{pages.PAGE}/feed-ticket", feed.issue_ticket),
    page(f"{pages.PAGE}/commands/{{command_id}}", actions.show_command),
    page(f"{pages.PAGE}/commands/{{command_id}}/now", actions.show_command_now),
    page(f"{pages.PAGE}/nova/playbooks", playbooks.show_playbooks),
    action(f"{pages.PAGE}/nova/playbooks/{{playbook}}", playbooks.start_playbook),
    page(_ONE, pages.show_agent),
    page(f"{_ONE}/now", pages.show_agent_now),
    page(f"{_ONE}/trail", pages.show_agent_trail),
    page(f"{_ONE}/raw", pages.show_raw),
    page(f"{_ONE}/json", pages.send_raw),
    page(f"{_ONE}/task", actions.show_task),
    action(f"{_ONE}/task", actions.send_task),
    action(f"{_ONE}/ping", actions.ping),
    action(f"{_ONE}/restart", actions.restart),
    page(f"{_ONE}/logs", logs.show_logs),
    page(f"{_ONE}/logs/lines", logs.show_lines),
    page(f"{_ONE}/logs/file", logs.send_file),
)
