"""Velora, analytics and the intelligence of the CRM."""
