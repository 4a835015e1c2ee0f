"""Lyra, the editor: calendars, reviews, templates and lesson plans."""
