"""The HTTP gateway: agent routing first, over Redis, with its records in PostgreSQL."""
