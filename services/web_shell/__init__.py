"""The Black Rose console: creators publish, members read, moderators decide."""
