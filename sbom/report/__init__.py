"""The compliance report: every control joined with its evidence, as a page, as data, signed."""
