"""Speaks to people in rooms, at once or at a planned time, and reports what arrived."""
