"""Pulumi components: they register what the plan says and decide nothing themselves."""
