"""The Pulumi program: networks, images and hardened workloads of the stack's environment.

The stack's name is the environment. Nothing is registered before every image has a PASSED verdict
and every resource of the plan is admitted by the policy rules.
"""

import pulumi

from infra.admission import guard_resources
from infra.components.platform_stack import register_platform
from infra.plan import build_plan, require_admitted
from infra.refusal import plain_refusals
from infra.secret_values import fingerprints_of, secret_files_of
from infra.settings import load_settings, require_same_config
from infra.topology import build_topology
from infra.verified_images import require_verified_images

environment = pulumi.get_stack()
with plain_refusals():
    settings = load_settings(environment)
    require_same_config(settings, pulumi.Config("novaos").get)
    topology = build_topology(settings)
    images = require_verified_images(environment, topology.images)
    files = secret_files_of(environment, topology.workloads)
    plan = build_plan(topology, images, fingerprints_of(environment, files))
    require_admitted(plan)
    guard_resources(environment)
    register_platform(plan, files)

pulumi.export("urls", topology.urls)
pulumi.export("images", {name: str(reference) for name, reference in images.items()})
