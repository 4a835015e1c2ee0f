"""The NovaOS console: the founder looks at agents, orders, alerts, users and evidence."""
