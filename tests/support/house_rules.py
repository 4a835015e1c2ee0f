"""Our own lints, as pure functions of a path and a text; each returns findings that say the fix.

Paths are relative to the repository, with `/` between their parts. What other linters find (ruff,
mypy, import-linter, and `tools.house_rules`: sizes, shadowing, paths of one machine) is not looked
for again.
"""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ENVIRONMENT_READERS = {
    "novaos/command.py": "passes the environment on to programs",
    "novaos/workspace.py": "where the cache is",
    "cli/*": "the command line reads what its user set",
    "tools/*": "the installer runs before anything else is there",
    "images/record.py": "records which workflow built the image",
    "images/registry.py": "another registry through NOVAOS_REGISTRY",
    "images/registry_site.py": "another registry through NOVAOS_REGISTRY",
    "sbom/trivy_database.py": "another advisory database for a site",
    "infra/pulumi_environment.py": "keeps the user's Pulumi backend and PATH",
    "infra/pulumi_process.py": "passes the environment on to pulumi",
    "infra/plugins/*": "configured by the program that starts them",
    "services/*/settings.py": "one settings class per process",
    "agents/runtime/__main__.py": "hands the environment to its settings",
    "agents/runtime/health.py": "a program of its own, beside the agent",
    "tests/*": "tests set what is read",
}
"""Path pattern -> why these files may read environment variables."""

SPEAKERS = {
    "cli/*": "speaks to people",
    "*/__main__.py": "speaks to people",
    "tools/*": "the installer speaks to people",
    ".github/scripts/*": "programs of a workflow",
    "infra/plugins/*": "a plugin prints its port for the program that started it",
    "tests/bench/*": "prints its table",
}
"""Path pattern -> why these files may print or end the process."""

_HOSTS = re.compile(
    r"\b(?:deb|security|snapshot|ftp)\.debian\.org\b|\bpypi\.org\b|\bpythonhosted\.org\b"
    r"|\b(?:proxy|sum)\.golang\.org\b|\bregistry\.npmjs\.org\b|\bindex\.docker\.io\b"
    r"|--(?:extra-)?index-url\b|\bGOPROXY=|\bPIP_INDEX_URL\b",
)
_Call = tuple[int, str]


def matches(path: str, patterns: dict[str, str]) -> bool:
    """Tell whether `path` is one of `patterns`."""
    return any(fnmatch(path, pattern) for pattern in patterns)


def check_environment(path: str, text: str) -> list[str]:
    """Find code that reads environment variables where none may."""
    if matches(path, ENVIRONMENT_READERS):
        return []
    return [
        f"{path}:{line}: reads {name}; take the value from the settings of the process"
        for line, name in _attributes(text)
        if name in {"os.environ", "os.environb", "os.getenv", "os.getenvb"}
    ]


def check_speech(path: str, text: str) -> list[str]:
    """Find code that prints or ends the process where it should log or raise.

    A module that is also a program ends under `if __name__ == "__main__"` and nowhere else.
    """
    if matches(path, SPEAKERS):
        return []
    program = _program_lines(text)
    return [
        f"{path}:{line}: calls {name}; log, or raise an error that carries its fix"
        for line, name in (*_attributes(text), *_called_names(text))
        if name in {"sys.exit", "os._exit", "print", "exit", "quit"} and line not in program
    ]


def check_hosts(path: str, text: str) -> list[str]:
    """Find package hosts and index options: every client knows its own, and sites have others."""
    return [
        f"{path}:{number}: names {host[0]}; leave it to the client's own default"
        for number, line in enumerate(text.splitlines(), 1)
        if (host := _HOSTS.search(line))
    ]


def committed_files(root: Path) -> Iterator[Path]:
    """Yield every file below `root` that is, or could be, committed."""
    made = {"var", "secrets", "build", "dist", "node_modules", "__pycache__"}
    for entry in sorted(root.iterdir()):
        hidden = entry.name.startswith(".") and entry.name not in {".github", ".editorconfig"}
        if entry.name in made or hidden or entry.name.endswith(".egg-info") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from committed_files(entry)
        else:
            yield entry


def _attributes(text: str) -> Iterator[_Call]:
    """Yield `module.attribute` wherever one is read or imported by name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.lineno, f"{node.value.id}.{node.attr}"
        if isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _called_names(text: str) -> Iterator[_Call]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id


def _program_lines(text: str) -> set[int]:
    """Lines under `if __name__ == "__main__"`."""
    return {
        line
        for node in ast.parse(text).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
