"""Who may ask what: roles, platforms, one table of grants, and the dependency that enforces it."""
