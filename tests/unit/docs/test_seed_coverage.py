"""docs/seed-coverage.md: every part of the seed is there, and every proof that it names exists."""

import ast
import re
from dataclasses import dataclass
from functools import cache

import pytest

from novaos.workspace import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "seed-coverage.md").read_text(encoding="utf-8")
SECTIONS = (
    "Core Infrastructure",
    "Application Services",
    "Agent Runtime",
    "Platform Deployment Mapping",
    "Internal Protocols",
    "Docker Compose Profiles",
    "Container Hardening",
    "Secrets Management",
    "Network Model & Attack Boundaries",
    "GodMode Implementation",
    "Redis Namespace Isolation",
    "Agent Startup Sequence",
    "Heartbeat System",
    "Command Broadcasting",
    "Logging Architecture",
    "GodMode Agent Dashboard",
    "One-Line Startup Guide",
    "Smoke Test Commands",
    "GitHub Actions Workflows",
    "Missing CI/CD Elements",
    "Gaps or Violations",
    "Compliance Summary",
)
"""The headings of the description, in its order; the table of contents of the coverage."""
FEWEST_ROWS = {"Agent Runtime": 9, "Container Hardening": 8, "Gaps or Violations": 6}
FEWEST_ROWS |= {"Compliance Summary": 9, "Platform Deployment Mapping": 5, "Internal Protocols": 6}
"""Section -> how many statements the description makes there."""
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement."""

    section: str
    statement: str
    built_in: str
    proofs: tuple[tuple[str, str], ...]
    deviation: str


def read_rows(text: str) -> list[Row]:
    """Read the tables of a document; a row that is not understood is an error."""
    rows, section = [], ""
    for line in text.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        if not line.startswith("|") or line.startswith(("| statement", "|---")):
            continue
        statement, built_in, proof, deviation = (cell.strip() for cell in line.split("|")[1:-1])
        proofs = tuple(_TEST.findall(proof))
        assert proof == "-" or len(proofs) == proof.count("<br>") + 1, line
        rows.append(Row(section, statement, built_in.strip("`"), proofs, deviation))
    return rows


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the test functions of a file; none if there is no such file."""
    if not (REPOSITORY / path).is_file():
        return frozenset()
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def check_row(row: Row) -> list[str]:
    """Find what a row promises and is not there."""
    missing = [f"{path}::{name}" for path, name in row.proofs if name not in names_in(path)]
    found = [f"{row.statement}: no test {name}; name one that proves it" for name in missing]
    if not row.built_in or not (REPOSITORY / row.built_in).exists():
        found.append(f"{row.statement}: no file {row.built_in!r}")
    if not row.proofs and not row.deviation.startswith("Not yet: "):
        found.append(f"{row.statement}: no proof; name a test, or say `Not yet: ` and why")
    return found


ROWS = read_rows(DOCUMENT)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.statement[:60])
def test_what_a_row_names_exists(row: Row) -> None:
    assert check_row(row) == []


def test_every_part_of_the_seed_is_there_in_its_order() -> None:
    assert tuple(dict.fromkeys(row.section for row in ROWS)) == SECTIONS
    assert re.findall(r"^## (.+)$", DOCUMENT, re.MULTILINE) == list(SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_part_has_as_many_rows_as_statements(section: str) -> None:
    rows = [row for row in ROWS if row.section == section]
    assert len(rows) >= FEWEST_ROWS.get(section, 1)
    assert len({row.statement for row in rows}) == len(rows)


def test_nearly_everything_is_proved() -> None:
    unproved = [row for row in ROWS if not row.proofs]
    assert len(unproved) <= 4, "only the three consoles and the founder's dashboard are to come"


@pytest.mark.parametrize(
    "line",
    [
        "| a | `Makefile` | `tests/unit/docs/test_seed_coverage.py::test_no_such` | - |",
        "| a | `Makefile` | `tests/unit/docs/no_such_file.py::test_a_broken_row_is_found` | - |",
        "| a | `no/such` | `tests/unit/docs/test_documents.py::test_a_broken_link_is_found` | - |",
        "| a | `Makefile` | - | - |",
        "| a | `Makefile` | - | Later |",
    ],
)
def test_a_broken_row_is_found(line: str) -> None:
    (row,) = read_rows(line)
    assert check_row(row)


def test_a_proof_that_is_not_understood_is_no_empty_proof() -> None:
    with pytest.raises(AssertionError):
        read_rows("| a | `Makefile` | tests/unit/docs/test_seed_coverage.py | - |")
