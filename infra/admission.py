"""Judge every resource that the program registers, in the program itself.

A policy pack is named on pulumi's command line and nowhere else: neither the project file nor the
environment can demand it. So `pulumi up` typed by hand would run without one. This guard applies
the same rules to whatever the program constructs, and construction fails on a violation.
"""

import pulumi

from infra.plan import to_wire
from novaos.errors import EvidenceError
from policies.rules.judgement import judge


def guard_resources(environment: str) -> None:
    """From now on refuse each resource that violates a policy rule."""

    def refuse_violations(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult | None:
        if found := judge(args.type_, to_wire(dict(args.props)), environment):
            raise EvidenceError(
                f"{args.type_} {args.name} is not admitted:\n  " + "\n  ".join(found),
                fix="correct what each line names; policies/rules says what is expected and why",
            )
        return None

    pulumi.runtime.register_stack_transformation(refuse_violations)
