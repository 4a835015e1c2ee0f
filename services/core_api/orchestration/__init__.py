"""Nova's schedules, playbooks and their runs: state that outlives a restart of the agent."""
