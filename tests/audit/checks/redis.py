"""Checks of a Redis server: its users are those of the topology, and nobody tried more."""

import re

from tests.audit.expected import Expected
from tests.audit.facts import CouldNotLookError, Facts

_ALWAYS_THERE = frozenset({"sanitize-payload", "resetchannels", "reset", "-@all"})
"""Words that the server adds, or that stand for nothing: every user starts without rights."""
_SELECTOR = re.compile(r"\(([^()]*)\)")


def check_redis_users(facts: Facts, expected: Expected) -> list[str]:
    """The users in force are the declared ones, each with exactly its rights and password."""
    found = parse_users(facts.section("redis-acl"))
    if not found:
        raise CouldNotLookError(f"{facts.workload}: the server named no user")
    findings = [f"user {name} is not declared" for name in sorted(set(found) - set(_of(expected)))]
    for name, words in sorted(_of(expected).items()):
        if name not in found:
            findings.append(f"user {name} is missing")
            continue
        findings += [f"user {name}: {word} is not declared" for word in sorted(found[name] - words)]
        findings += [f"user {name}: {word} is missing" for word in sorted(words - found[name])]
    return findings


def check_redis_log(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """Since it started, the server refused nobody: no client tries what it may not."""
    lines = [line for line in facts.section("redis-log").splitlines() if line.strip()]
    if not lines:
        return []
    return [f"the server refused a client: {' '.join(lines)[:300]}"]


def parse_users(text: str) -> dict[str, frozenset[str]]:
    """Read an ACL as a file or as `ACL LIST` has it: user -> its words."""
    found = {}
    for line in text.splitlines():
        words = _SELECTOR.sub(" ", line).split()
        if len(words) > 1 and words[0] == "user":
            selectors = {_render(inner) for inner in _SELECTOR.findall(line)}
            found[words[1]] = (frozenset(words[2:]) | selectors) - _ALWAYS_THERE
    return found


def _render(selector: str) -> str:
    """Write a selector as one word, whatever the order of what is in it."""
    return f"({' '.join(sorted(set(selector.split()) - _ALWAYS_THERE))})"


def _of(expected: Expected) -> dict[str, frozenset[str]]:
    return dict(expected.redis_users)
