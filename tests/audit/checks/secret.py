"""Checks of secrets: the declared files with the right rights, and their values nowhere else."""

import re

from tests.audit.expected import Expected
from tests.audit.facts import CouldNotLookError, Facts
from tests.audit.probe_output import file_entries, mounts, processes

_TELLING_NAME = re.compile(r"(?i)(pass(word|wd)?|token|secret|private_?key|api_?key|credential)s?$")
_URL_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/:@]*:[^\s/@]+@")


def check_secret_files(facts: Facts, expected: Expected) -> list[str]:
    """The secret files are the declared ones, readable by their user only, on a read-only mount."""
    entries = {entry.path: entry for entry in file_entries(facts, "secrets")}
    findings = [f"/run/secrets/{name} is not declared" for name in set(entries) - expected.secrets]
    findings += [f"/run/secrets/{name} is missing" for name in expected.secrets - set(entries)]
    for entry in entries.values():
        is_right = entry.kind == "f" and entry.mode == expected.secret_mode
        if not is_right or (entry.uid, entry.gid) != (expected.uid, expected.gid):
            findings.append(
                f"/run/secrets/{entry.path} has mode {entry.mode:o} and owner "
                f"{entry.uid}:{entry.gid}, expected {expected.secret_mode:o} and "
                f"{expected.uid}:{expected.gid}"
            )
    mount = mounts(facts).get("/run/secrets")
    if expected.secrets and (mount is None or "ro" not in mount.options):
        findings.append("/run/secrets is not a read-only mount")
    return sorted(findings)


def check_secret_values(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No secret's value is anywhere that the audit can search."""
    search = facts.secret_search
    if search.secrets == 0:
        raise CouldNotLookError(f"{facts.workload}: there was no secret value to search for")
    if search.not_searched and not search.sightings:
        raise CouldNotLookError(
            f"{facts.workload}: not searched for secret values: {'; '.join(search.not_searched)}"
        )
    return [f"the value of {seen.secret} is in {seen.place}" for seen in search.sightings]


def check_environment(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """Environment variables name files of secrets, never secrets."""
    variables = {
        f"environment of the container: {item}" for item in facts.inspected("Config.Env") or []
    }
    for process in processes(facts):
        text = facts.section(f"environ {process.pid}")
        variables |= {f"environment of process {process.pid}: {item}" for item in text.split("\0")}
    findings = set()
    for item in variables:
        place, _, variable = item.partition(": ")
        name, _, value = variable.partition("=")
        if value and (_TELLING_NAME.search(name) or "[secret " in value):
            findings.add(f"{place}: {name} holds a secret; give the path of a file in {name}_FILE")
        elif _URL_WITH_PASSWORD.search(value):
            findings.add(f"{place}: {name} is an address with a password in it")
    return sorted(findings)
