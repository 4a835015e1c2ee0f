"""What the exit status of `novaos` means."""

OK = 0
FAILURE = 1
USAGE = 2
DRIFT = 3
"""What runs, or what a lock says, is not what it should be."""
REFUSED = 4
"""Evidence, a policy or the audit speaks against it."""
PRECONDITION = 5
"""The host, a setting or an input is not as the command needs it."""
LOCK_HELD = 6
INTERRUPTED = 130

MEANINGS = (
    (OK, "success"),
    (FAILURE, "failure"),
    (USAGE, "wrong usage"),
    (DRIFT, "drift: what runs or is locked differs from what should be"),
    (REFUSED, "refused: evidence, policy or audit speaks against it"),
    (PRECONDITION, "precondition: host, setting or input"),
    (LOCK_HELD, "locked by another process"),
    (INTERRUPTED, "interrupted"),
)
