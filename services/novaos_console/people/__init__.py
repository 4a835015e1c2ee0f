"""People: users, what they are on each platform, and invitations."""
