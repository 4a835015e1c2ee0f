"""What goes wrong in a console: core-api refused, core-api did not answer, the visitor may not.

Each error carries the status of the page that says so, and a sentence for people.
"""

from http import HTTPStatus


class ConsoleError(Exception):
    """Base of what a visitor is told instead of a page."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CoreApiRefusedError(ConsoleError):
    """core-api answered, and the answer is no."""

    def __init__(
        self, status: int, code: str, reason: str, retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(reason)
        self.status = HTTPStatus(status)
        self.code = code
        """The word for programs, as core-api gave it."""
        self.retry_after_seconds = retry_after_seconds


class CoreApiUnreachableError(ConsoleError):
    """core-api did not answer: nothing is known, least of all success."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class SessionOverError(ConsoleError):
    """There is no session, or core-api ended it: the visitor has to log in."""

    status = HTTPStatus.UNAUTHORIZED


class NotForYouError(ConsoleError):
    """The visitor is known and may not see this page."""

    status = HTTPStatus.FORBIDDEN


class NotThereError(ConsoleError):
    """No such page or object."""

    status = HTTPStatus.NOT_FOUND


class BadFormError(ConsoleError):
    """A form is not as the page made it, or a value in it cannot be used."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ReauthenticationNeededError(ConsoleError):
    """The action asks for a password that was given a short time ago."""

    status = HTTPStatus.FORBIDDEN


class SettingsError(Exception):
    """The process must not start like this; the message is one line and shows no secret."""
