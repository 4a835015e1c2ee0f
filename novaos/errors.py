"""The two kinds of trouble that every stage keeps apart.

Evidence that is bad and evidence that could not be looked at are different facts, and neither is
ever a success. Each error carries what a person has to do next.
"""


class NovaosError(Exception):
    """Something a user can act on: the message says what and where, `fix` says what to do."""

    exit_code = 1

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message}\n  fix: {self.fix}" if self.fix else self.message


class EvidenceError(NovaosError):
    """The evidence is there and speaks against the artifact, or it is missing."""

    exit_code = 4


class EvidenceUnavailableError(NovaosError):
    """We could not look: a tool, the registry or the engine did not answer."""


class PreconditionError(NovaosError):
    """The host, a setting or an input is not as this command needs it."""

    exit_code = 5
