"""The policies of the CrossGuard pack: the rules, wrapped thinly. All of them are mandatory."""

from collections.abc import Callable

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.accepted import CONTAINER
from policies.rules.catalogue import CONTAINER_RULES, ContainerRule
from policies.rules.judgement import judge_admission, judge_container
from policies.rules.proxied import plain

_CIS = "CIS Docker Benchmark"
_CIS_EDITION = "1.6.0"
_STACK_PART = 2


def environment_of(urn: str) -> str:
    """The environment is the stack's name, the third word of every URN."""
    return urn.split(":")[_STACK_PART]


def build_policies() -> list[ResourceValidationPolicy]:
    """Every policy of the pack."""
    return [_admission_policy(), *(_container_policy(rule) for rule in CONTAINER_RULES)]


def _admission_policy() -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        for text in judge_admission(
            args.resource_type, plain(args.props), environment_of(args.urn)
        ):
            report(f"{args.name}: {text}", None)

    return ResourceValidationPolicy(
        name="resource-image-verified",
        description="Every image comes by digest and with a PASSED verdict; unknown types do not.",
        validate=validate,
        enforcement_level=EnforcementLevel.MANDATORY,
        severity=Severity.CRITICAL,
    )


def _container_policy(rule: ContainerRule) -> ResourceValidationPolicy:
    return ResourceValidationPolicy(
        name=rule.name,
        description=rule.description,
        validate=_container_validation(rule),
        enforcement_level=EnforcementLevel.MANDATORY,
        severity=Severity(rule.severity),
        framework=PolicyComplianceFramework(_CIS, _CIS_EDITION, rule.clause)
        if rule.clause
        else None,
    )


def _container_validation(
    rule: ContainerRule,
) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type == CONTAINER:
            for text in judge_container(rule, plain(args.props), environment_of(args.urn)):
                report(f"container {args.name}: {text}", None)

    return validate
