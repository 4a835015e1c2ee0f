"""The CrossGuard policy pack.

Its constructor serves until it is killed, so nothing may import this module.
"""

from pulumi_policy import EnforcementLevel, PolicyPack

from policies.rules.pack import build_policies

PolicyPack(
    name="novaos",
    policies=list(build_policies()),
    enforcement_level=EnforcementLevel.MANDATORY,
)
