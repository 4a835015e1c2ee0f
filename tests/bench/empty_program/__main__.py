"""A Pulumi program without resources: what remains of a preview is Pulumi itself."""

import pulumi

pulumi.export("resources", 0)
