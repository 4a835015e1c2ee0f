"""Read Markdown as far as its promises go: commands, links and headings."""

import re
import shlex

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_INLINE = re.compile(r"`((?:make|novaos|pulumi)(?: [^`<>]+)?)`")


def bash_commands(text: str) -> list[list[str]]:
    """Commands in bash blocks, each as its words; comments are left out."""
    blocks = [body for language, body in _FENCE.findall(text) if language == "bash"]
    lines = [line for body in blocks for line in body.replace("\\\n", " ").splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def inline_commands(text: str) -> list[list[str]]:
    """Commands in inline code that start with one of our own programs."""
    prose = _FENCE.sub("", text)
    return [shlex.split(command) for command in _INLINE.findall(prose)]


def links(text: str) -> list[str]:
    """Targets of links outside code."""
    return _LINK.findall(re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text)))


def anchors(text: str) -> set[str]:
    """Anchors that GitHub makes of headings."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
