"""Admission rules: pure checks on resource properties, and the two doors that apply them."""
