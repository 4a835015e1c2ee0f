"""A Pulumi resource plugin for Docker: the schema of `pulumi_docker` 5.2 on the Docker SDK."""
