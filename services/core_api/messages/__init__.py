"""Rooms and their messages on all platforms, and the way to the relay."""
