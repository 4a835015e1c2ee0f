"""The tables of this area, and what the application's role may do with each."""

RIGHTS: dict[str, tuple[str, ...]] = {}
