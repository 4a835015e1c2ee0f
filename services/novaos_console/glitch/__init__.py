"""Glitch: alerts, incidents, bait, refused logins, and whether what runs is what was deployed."""
