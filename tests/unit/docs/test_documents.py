"""What the documents promise exists: commands, files, headings, decisions."""

import re

import pytest

from novaos.workspace import REPOSITORY
from tests.support import markdown
from tests.support.house_rules import committed_files

DOCUMENTS = {
    path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
    for path in committed_files(REPOSITORY)
    if path.suffix == ".md"
}
DECISIONS = sorted(name for name in DOCUMENTS if re.match(r"docs/adr/\d{4}-", name))
TARGETS = set(
    re.findall(r"^([a-z][a-z-]*):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE),
)
PROGRAMS = {"make", "curl", "git", "cd", "pulumi", "novaos"}
"""Everything that a bash block of a document may call; `NAME=value` sets a variable."""


def check_command(words: list[str]) -> list[str]:
    """Find words of a command that nothing answers to."""
    program, *arguments = words
    if re.fullmatch(r"[A-Z_]+=.*", program):
        return []
    if program not in PROGRAMS:
        return [f"{' '.join(words)}: {program} is not a command of ours"]
    if program == "make":
        targets = [word for word in arguments if "=" not in word]
        return [f"make {name}: no such target" for name in targets if name not in TARGETS]
    return []


@pytest.mark.parametrize(
    "command",
    [["make", "no-such-target"], ["make", "up", "upp"], ["docker", "compose", "up"]],
)
def test_a_command_that_does_not_exist_is_found(command: list[str]) -> None:
    assert check_command(command)


@pytest.mark.parametrize("command", [["make"], ["make", "up", "ENV=prod"], ["TOKEN=$(cat x)"]])
def test_a_command_that_exists_passes(command: list[str]) -> None:
    assert check_command(command) == []


def test_the_readme_shows_commands() -> None:
    assert {"up", "test"} <= {
        words[1] for words in markdown.bash_commands(DOCUMENTS["README.md"]) if words[0] == "make"
    }


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_command_in_a_document_exists(name: str) -> None:
    commands = [
        *markdown.bash_commands(DOCUMENTS[name]),
        *markdown.inline_commands(DOCUMENTS[name]),
    ]
    findings = [finding for words in commands for finding in check_command(words)]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_link_in_a_document_leads_somewhere(name: str) -> None:
    found = [link for link in markdown.links(DOCUMENTS[name]) if not leads_somewhere(name, link)]
    assert not found


def leads_somewhere(document: str, link: str) -> bool:
    """Tell whether `link` in `document` names a file of ours and a heading in it."""
    path, _, anchor = link.partition("#")
    if path.startswith("https://"):
        return True
    target = (REPOSITORY / document).parent.joinpath(path) if path else REPOSITORY / document
    if not target.exists() or not target.resolve().is_relative_to(REPOSITORY):
        return False
    return not anchor or anchor in markdown.anchors(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "link", ["docs/no-such.md", "LICENSE#no-such", "../..", "README.md#no-such", "#no-such"]
)
def test_a_broken_link_is_found(link: str) -> None:
    assert not leads_somewhere("README.md", link)


def test_no_link_uses_plain_http() -> None:
    links = [link for text in DOCUMENTS.values() for link in markdown.links(text)]
    assert not [link for link in links if link.startswith("http://")]


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_has_its_four_parts_and_one_quotable_sentence(name: str) -> None:
    text = DOCUMENTS[name]
    parts = re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives"]
    assert len(re.findall(r"^> .+\.$", text, re.MULTILINE)) == 1
    number = name.removeprefix("docs/adr/")[:4]
    assert text.startswith(f"# {number}: ")


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_is_one_page(name: str) -> None:
    assert DOCUMENTS[name].count("\n") <= 40


def test_the_index_lists_every_decision_with_its_title() -> None:
    index = DOCUMENTS["docs/adr/README.md"]
    listed = re.findall(r"^\| \[(\d{4})\]\((.+?)\) \| (.+) \|$", index, re.MULTILINE)
    assert [f"docs/adr/{file}" for _, file, _ in listed] == DECISIONS
    for number, file, _ in listed:
        assert file.startswith(f"{number}-")


def test_decision_numbers_have_no_gap() -> None:
    numbers = [int(name.removeprefix("docs/adr/")[:4]) for name in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_licence_is_the_one_that_is_named() -> None:
    licence = (REPOSITORY / "LICENSE").read_text()
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert 'license = "Apache-2.0"' in (REPOSITORY / "pyproject.toml").read_text()
