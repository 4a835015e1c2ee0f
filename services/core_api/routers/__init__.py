"""One small module per endpoint of /api/v1/agent."""
