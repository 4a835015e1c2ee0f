"""Prepares a host: packages, engine, Python environment, pinned tools; standard library only.

Runs before the virtual environment exists, so it imports nothing but the standard library and
`novaos`, which promises the same.
"""
