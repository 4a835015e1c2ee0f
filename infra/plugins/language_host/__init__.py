"""A Pulumi language host for Python, on the gRPC stubs of the `pulumi` package."""
