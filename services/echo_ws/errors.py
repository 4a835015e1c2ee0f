"""What can go wrong in echo-ws, told apart by what follows from it."""


class EchoError(Exception):
    """Base of all errors of echo-ws."""


class SettingsError(EchoError):
    """The process must not start like this; the message is one line and shows no secret."""


class ZoneUnavailableError(EchoError):
    """The zone's Redis does not answer: nothing is known, least of all success."""


class CoreApiUnavailableError(EchoError):
    """core-api does not answer."""


class RefusedError(EchoError):
    """The client gets an `error` frame and stays."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class DismissedError(EchoError):
    """The client is closed with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
