"""Regular expressions of people, within a time limit.

Some patterns take for ever on some texts. A timer of the process stops the search: `re` looks for
signals while it matches, so this needs the main thread, where a console serves.
"""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from services.console.errors import BadFormError

_LIMIT_SECONDS = 0.25
_CHARACTERS_MAX = 200


def compile_pattern(text: str) -> re.Pattern[str]:
    """Compile what somebody typed; upper and lower case are the same.

    Raises `BadFormError`.
    """
    if len(text) > _CHARACTERS_MAX:
        raise BadFormError(f"search: a pattern has at most {_CHARACTERS_MAX} characters")
    try:
        return re.compile(text, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        raise BadFormError(f"search: this is no regular expression: {error}") from error


@contextmanager
def time_limit() -> Iterator[None]:
    """Stop what runs inside after a quarter of a second.

    Raises `BadFormError` then.
    """
    before = signal.signal(signal.SIGALRM, _stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, _LIMIT_SECONDS)
        yield
        signal.setitimer(signal.ITIMER_REAL, 0)
    except _OutOfTimeError as error:
        raise BadFormError(
            "search: this pattern takes too long on this text; make it simpler"
        ) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _OutOfTimeError(Exception):
    """The timer rang."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _OutOfTimeError
