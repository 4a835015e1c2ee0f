"""Every container rule with its name, severity and clause: the table the pack is made from."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from policies.rules import container_boundary as boundary
from policies.rules import container_hardening as hardening
from policies.rules import container_secrets as secret_words
from policies.rules.properties import Properties
from policies.rules.subject import Subject, check_labels

Check = Callable[[Properties, Subject], list[str]]


class Severity(StrEnum):
    """How bad a violation is, in the words of the policy SDK, which loads slowly."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class ContainerRule:
    """One expectation of every container."""

    name: str
    check: Check
    severity: Severity
    clause: str = ""
    """Of the CIS Docker Benchmark 1.6.0; empty if the expectation is ours."""

    @property
    def description(self) -> str:
        """What the rule expects: the first line of its check's docstring."""
        return (self.check.__doc__ or self.name).splitlines()[0]


CONTAINER_RULES = (
    ContainerRule("container-labels-complete", check_labels, Severity.MEDIUM),
    ContainerRule(
        "container-rootfs-read-only", hardening.check_read_only_rootfs, Severity.HIGH, "5.13"
    ),
    ContainerRule(
        "container-capabilities-dropped", hardening.check_capabilities, Severity.HIGH, "5.4"
    ),
    ContainerRule(
        "container-no-new-privileges", hardening.check_security_options, Severity.HIGH, "5.26"
    ),
    ContainerRule(
        "container-not-privileged", hardening.check_not_privileged, Severity.CRITICAL, "5.5"
    ),
    ContainerRule("container-user-not-root", hardening.check_user, Severity.HIGH, "4.1"),
    ContainerRule("container-tmpfs-bounded", hardening.check_tmpfs, Severity.MEDIUM),
    ContainerRule("container-ulimits-set", hardening.check_ulimits, Severity.MEDIUM, "5.19"),
    ContainerRule("container-memory-limited", hardening.check_memory, Severity.MEDIUM, "5.11"),
    ContainerRule("container-cpu-limited", hardening.check_cpus, Severity.MEDIUM, "5.12"),
    ContainerRule("container-init-present", hardening.check_init, Severity.LOW),
    ContainerRule("container-health-checked", hardening.check_health, Severity.MEDIUM, "5.27"),
    ContainerRule("container-restart-bounded", hardening.check_restart, Severity.LOW, "5.15"),
    ContainerRule("container-logs-bounded", hardening.check_logs, Severity.LOW),
    ContainerRule("container-namespaces-own", boundary.check_namespaces, Severity.CRITICAL, "5.16"),
    ContainerRule(
        "container-nothing-forbidden", boundary.check_nothing_forbidden, Severity.HIGH, "5.18"
    ),
    ContainerRule("container-volumes-named", boundary.check_volumes, Severity.HIGH, "5.6"),
    ContainerRule("container-networks-declared", boundary.check_networks, Severity.HIGH, "5.30"),
    ContainerRule("container-ports-declared", boundary.check_ports, Severity.HIGH, "5.9"),
    ContainerRule("container-uploads-carrier-only", boundary.check_carrier, Severity.HIGH),
    ContainerRule(
        "container-environment-no-secrets", secret_words.check_environment, Severity.CRITICAL
    ),
    ContainerRule("container-words-no-secrets", secret_words.check_words, Severity.CRITICAL),
)
