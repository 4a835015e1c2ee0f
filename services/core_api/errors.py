"""What core-api answers when it cannot or must not do what was asked.

Each error is a status, a code for programs and a reason for people. "You asked for something wrong"
(4xx) and "a store could not be asked" (503) are different kinds; neither shows an inner detail.
"""

from starlette.exceptions import HTTPException


class CoreApiError(HTTPException):
    """Base of all errors that become an answer.

    An error of the framework's kind, as it hides others that occur while a body is read.
    """

    status = 500
    code = "internal_error"
    retry_after_seconds: int | None = None

    def __init__(self, reason: str) -> None:
        super().__init__(self.status, reason)
        self.reason = reason


class UnauthorisedError(CoreApiError):
    """The token is missing or wrong."""

    status = 401
    code = "unauthorised"


class ForbiddenError(CoreApiError):
    """The sender is known and may not do this."""

    status = 403
    code = "forbidden"


class ReauthenticationRequiredError(CoreApiError):
    """The sender may do this, but has to give the password again first."""

    status = 403
    code = "reauthentication_required"


class NotFoundError(CoreApiError):
    """The object is not there, or not for this sender: the two look the same."""

    status = 404
    code = "not_found"


class TooManyRequestsError(CoreApiError):
    """The sender has to wait."""

    status = 429
    code = "too_many_requests"

    def __init__(self, reason: str, retry_after_seconds: int) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class UnknownAgentError(CoreApiError):
    """The name is none of the platform's agents."""

    status = 404
    code = "unknown_agent"


class StateConflictError(CoreApiError):
    """The object is in a state that does not allow this."""

    status = 409
    code = "conflict"


class ConflictError(CoreApiError):
    """The id was used for something else."""

    status = 409
    code = "command_id_conflict"


class TooLargeError(CoreApiError):
    """The body is larger than any valid message."""

    status = 413
    code = "body_too_large"


class MediaTypeError(CoreApiError):
    """The body is not declared as JSON."""

    status = 415
    code = "unsupported_media_type"


class MalformedError(CoreApiError):
    """The body or the query is not what the contract says."""

    status = 422
    code = "malformed"


class StoreUnreachableError(CoreApiError):
    """A store did not answer: nothing is known, least of all success."""

    status = 503
    retry_after_seconds = 5


class StateStoreUnreachableError(StoreUnreachableError):
    """Redis did not answer."""

    code = "state_store_unreachable"


class DatabaseUnreachableError(StoreUnreachableError):
    """PostgreSQL did not answer."""

    code = "database_unreachable"


class SettingsError(Exception):
    """The process must not start like this; the message is one line and shows no secret."""
