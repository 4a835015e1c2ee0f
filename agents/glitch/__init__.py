"""Looks for what is wrong: odd logs, abused logins, changed images, bait that was taken."""
