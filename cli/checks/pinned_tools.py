"""The pinned tools: each is there and says that it is the pinned version."""

from concurrent.futures import ThreadPoolExecutor

from cli.checks.finding import Finding, Status, good
from novaos.workspace import tool
from tools.catalogue import TOOLS, Tool
from tools.install import has_version


def check_tools() -> list[Finding]:
    """One finding per tool."""
    with ThreadPoolExecutor(len(TOOLS)) as pool:
        return list(pool.map(check_tool, TOOLS))


def check_tool(wanted: Tool) -> Finding:
    """The tool answers with the version of its go.mod."""
    if has_version(tool(wanted.name), wanted):
        return good(wanted.name, f"v{wanted.version}")
    there = tool(wanted.name).exists()
    return Finding(
        wanted.name,
        Status.FAILED,
        f"is not v{wanted.version}" if there else "is missing",
        "evidence is only comparable when the same tool made it",
        "make tools",
    )
