"""What we run: settings, topology, the Pulumi program that renders it, and the pulumi driver."""
