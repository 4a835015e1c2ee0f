"""Which container a rule looks at: its environment, workload, kind and hardening profile.

The kind decides what is demanded, so it is not simply believed: the workload's name is part of the
container's name, and `accepted.JOBS` says which workloads may be jobs.
"""

from dataclasses import dataclass

from policies.accepted import (
    ENVIRONMENT_LABEL,
    JOB,
    JOBS,
    KIND_LABEL,
    SECRET_CARRIER,
    SERVICE,
    WORKLOAD_LABEL,
    prefix,
)
from policies.hardening_profile import HardeningProfile, profile_of
from policies.rules.properties import Properties, read, read_labels


@dataclass(frozen=True, slots=True)
class Subject:
    """The container that is judged."""

    environment: str
    workload: str
    kind: str
    profile: HardeningProfile


def subject_of(props: Properties, environment: str) -> Subject:
    """Recognise the container; what cannot be recognised is held to the rules of a service."""
    labels = read_labels(props)
    workload = labels.get(WORKLOAD_LABEL, "")
    kind = labels.get(KIND_LABEL, SERVICE)
    if kind == JOB and workload not in JOBS:
        kind = SERVICE
    return Subject(environment, workload, kind, profile_of(workload))


def check_labels(props: Properties, subject: Subject) -> list[str]:
    """Names and labels agree, so that everything can be found, audited and removed."""
    labels = read_labels(props)
    name = read(props, "name")
    kinds = {JOB if subject.workload in JOBS else SERVICE, SECRET_CARRIER}
    found = []
    if labels.get(ENVIRONMENT_LABEL) != subject.environment:
        found.append(f"label {ENVIRONMENT_LABEL} is not {subject.environment!r}; set it")
    if labels.get(KIND_LABEL) not in kinds:
        found.append(f"label {KIND_LABEL} is {labels.get(KIND_LABEL)!r}, expected {sorted(kinds)}")
    expected = prefix(subject.environment) + subject.workload
    if subject.kind == SECRET_CARRIER:
        right = isinstance(name, str) and name.startswith(f"{expected}-secrets-")
    else:
        right = name == expected
    if not subject.workload or not right:
        found.append(f"name is {name!r}; set name={expected!r} and label {WORKLOAD_LABEL}")
    return found
