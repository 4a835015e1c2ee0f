"""The process around an agent module: heartbeat, control, logs, tasks; small in memory."""
