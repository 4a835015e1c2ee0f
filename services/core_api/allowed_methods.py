"""Which methods a path takes, as the access table says: for `Allow`, when it was another one.

The framework names the methods of the first route that has the path, and there are often two.
"""

import re
from functools import cache

from starlette.routing import compile_path

from services.core_api.access.table import ACCESS_TABLE


def allowed_methods(path: str) -> list[str]:
    """Return the methods of all routes on `path`; one that is spelled out hides the templates."""
    literal = {method for method, template in ACCESS_TABLE if template == path}
    return sorted(literal or {method for method, pattern in _patterns() if pattern.match(path)})


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(method, compile_path(path)[0]) for method, path in ACCESS_TABLE]
