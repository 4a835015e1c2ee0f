"""Agreements about screen time, check-ins with escalation, plans for days off the grid."""
