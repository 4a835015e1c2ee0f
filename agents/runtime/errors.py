"""What can go wrong around an agent: its settings, and the two servers it talks to."""


class AgentError(Exception):
    """Base of all errors of the runtime."""


class SettingsError(AgentError):
    """The agent must not start like this; the message says which setting and the fix."""


class UnreachableError(AgentError):
    """A server could not be asked or did not answer; trying again later may help."""


class RefusedError(AgentError):
    """A server answered and refused; the message carries its reason."""


class UnauthorisedError(RefusedError):
    """core-api does not accept the token, or the key that it is exchanged for."""


class TaskError(AgentError):
    """A task cannot be done; the message is its result."""
