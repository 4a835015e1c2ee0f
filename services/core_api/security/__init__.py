"""Alerts of the platform's defence, and the honey tokens that raise them."""
