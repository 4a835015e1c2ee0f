"""The plugin versions that the program's SDKs ask for: their one home."""

DOCKER_PLUGIN = "5.2.0"
"""The version of the `pulumi_docker` SDK in requirements/project.txt."""
LANGUAGE_HOST = "3.259.0"
"""The version of the `pulumi` SDK in requirements/project.txt, which the stubs come from."""
