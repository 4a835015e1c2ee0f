"""No secret value in a container's environment, labels or command line.

Secrets reach a container as files. This rule recognises what looks like a secret; the integration
test that plants marker values is the proof, this is the fence.
"""

import re

from policies.accepted import SECRETS_PATH
from policies.rules.properties import Properties, read_items, read_labels
from policies.rules.subject import Subject

_SECRET_NAME = re.compile(
    r"PASS(WORD|WD|PHRASE)?|SECRET|TOKEN|CREDENTIAL|PRIVATE|(API|ACCESS|SIGNING)_?KEY",
    re.IGNORECASE,
)
_SECRET_VALUE = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    re.compile(r"[a-z][a-z0-9+.-]*://[^/@\s]*:[^/@\s]+@"),  # a URL with a password
    re.compile(
        r"(?<![A-Za-z0-9+_-])(?=[A-Za-z0-9+_-]*[0-9])(?=[A-Za-z0-9+_-]*[a-z])"
        r"(?=[A-Za-z0-9+_-]*[A-Z])[A-Za-z0-9+_-]{32,}"
    ),  # random text, base64-like
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"),  # a JSON web token
)


def looks_secret(value: str) -> bool:
    """Whether a text looks like a secret value."""
    return any(pattern.search(value) for pattern in _SECRET_VALUE)


def check_environment(props: Properties, _subject: Subject) -> list[str]:
    """Environment variables name files and addresses, never secrets."""
    found = []
    for entry in read_items(props, "envs"):
        name, _, value = str(entry).partition("=")
        named = _SECRET_NAME.search(name) and value and not value.startswith(SECRETS_PATH)
        if named or looks_secret(value):
            found.append(
                f"environment variable {name} holds a secret; pass a file in {SECRETS_PATH}"
            )
    return found


def check_words(props: Properties, _subject: Subject) -> list[str]:
    """Neither the command line nor a label holds a secret."""
    found = [
        f"{name} holds what looks like a secret; pass a file in {SECRETS_PATH}"
        for name in ("command", "entrypoints")
        if any(looks_secret(str(word)) for word in read_items(props, name))
    ]
    labels = read_labels(props)
    return found + [
        f"label {key} holds what looks like a secret"
        for key, value in labels.items()
        if looks_secret(value)
    ]
