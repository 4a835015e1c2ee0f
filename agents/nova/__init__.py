"""Nova, the platform's orchestrator and command dispatcher."""
