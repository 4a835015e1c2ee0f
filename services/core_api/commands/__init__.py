"""Commands to agents: record, publication, deadline and outcome."""
