"""The wall clock as the messages write it."""

import time


def utc_now() -> str:
    """Now in UTC, RFC 3339, with milliseconds."""
    now = time.time()
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    return f"{whole}.{int(now % 1 * 1000):03d}Z"
