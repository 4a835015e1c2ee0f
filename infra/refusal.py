"""How the program says no: the reason and the fix, without a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from pulumi import RunError

from novaos.errors import EvidenceError, NovaosError

REFUSED = "refused: "
"""How the text of a refusal begins, so that whoever drives pulumi can tell it from a fault."""


@contextmanager
def plain_refusals() -> Iterator[None]:
    """End the program with the message alone, without a traceback, when it refuses."""
    try:
        yield
    except EvidenceError as error:
        raise RunError(f"{REFUSED}{error}") from error
    except NovaosError as error:
        raise RunError(str(error)) from error
