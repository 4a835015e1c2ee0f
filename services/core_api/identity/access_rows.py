"""Rows of the access table for the routes of this area."""

from services.core_api.access.row import Row

ROWS: tuple[Row, ...] = ()
