"""Users, memberships, sessions, tokens, keys: who somebody is."""
