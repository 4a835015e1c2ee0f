"""Rules of this repository that no other linter knows; each finding says what, where and the fix.

1. A Python module has at most 250 lines, a function at most 40: beyond, it is two.
2. `infra/` and `policies/` are on Pulumi's module path: no module right there may have the name
   of a standard module or of a root folder, which it would hide.
3. No file names a path of somebody's machine.
4. Imports are absolute.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES_MAX = 250
FUNCTION_LINES_MAX = 40
_SHADOWING_FOLDERS = ("infra", "policies")
_LOCAL_PATH = re.compile(r"(?<![\w.])/(?:home|Users|work|root)/[\w.-]+")
# `/root` is a path in every container too, so tests and policies may name it as a mount to refuse.
_LOCAL_PATH_ALLOWED = ("tests/", "tools/house_rules.py")


def check_repository(repository: Path) -> list[str]:
    """All findings in the files that git knows or would add."""
    findings = []
    for name in _tracked(repository):
        path = repository / name
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        findings += check_local_paths(name, text)
        if name.endswith(".py"):
            findings += [*check_sizes(name, text), *check_relative_imports(name, text)]
    names = {path.name for path in repository.iterdir() if path.is_dir()}
    for folder in _SHADOWING_FOLDERS:
        modules = [path.stem for path in (repository / folder).glob("*.py")]
        findings += check_shadowing(folder, modules, names)
    return findings


def check_sizes(name: str, text: str) -> list[str]:
    """Find modules and functions that are longer than we read at once."""
    findings = []
    lines = len(text.splitlines())
    if lines > MODULE_LINES_MAX:
        findings.append(f"{name}: {lines} lines, at most {MODULE_LINES_MAX}; split it by idea")
    for node in _functions(ast.parse(text)):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES_MAX:
            findings.append(
                f"{name}:{node.lineno}: function {node.name} has {length} lines, "
                f"at most {FUNCTION_LINES_MAX}; split it"
            )
    return findings


def check_relative_imports(name: str, text: str) -> list[str]:
    """Find imports that start with a dot."""
    return [
        f"{name}:{node.lineno}: relative import; write the whole module name"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]


def check_local_paths(name: str, text: str) -> list[str]:
    """Find paths of somebody's own machine."""
    if name.startswith(_LOCAL_PATH_ALLOWED):
        return []
    return [
        f"{name}:{number}: path of one machine {found[0]!r}; build it from novaos.workspace"
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := _LOCAL_PATH.search(line))
    ]


def check_shadowing(folder: str, modules: list[str], root_folders: set[str]) -> list[str]:
    """Find modules whose name hides a standard module or a root folder."""
    hidden = (root_folders | sys.stdlib_module_names) - {"__init__", "__main__"}
    return [
        f"{folder}/{module}.py hides the module {module!r} from the program; rename it"
        for module in sorted(modules)
        if module in hidden
    ]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _tracked(repository: Path) -> list[str]:
    argv = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(argv, cwd=repository, capture_output=True, text=True, check=True)
    return sorted(name for name in done.stdout.split("\0") if name)
