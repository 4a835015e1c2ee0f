"""Audita, the keeper of consent, copyright notices, removals and the books."""
