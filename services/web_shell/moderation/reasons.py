"""Why content is sent back, hidden or taken down: core-api's codes, as people say them."""

from typing import Any

from services.console.errors import BadFormError
from services.console.forms import Form

REASONS = (
    ("copyright", "Copyright"),
    ("consent", "Somebody shown did not agree"),
    ("intimate", "Intimate, without agreement"),
    ("age", "Age in doubt"),
    ("impersonation", "Pretends to be somebody else"),
    ("illegal", "Against the law"),
    ("quality", "Quality"),
    ("other", "Something else"),
)
WORDS = dict(REASONS)


def read_reason(form: Form) -> dict[str, Any]:
    """Return the reason of a decision, with its note.

    Raises `BadFormError` if no reason was chosen.
    """
    code = form.text("reason_code")
    if code not in WORDS:
        raise BadFormError("reason: choose one of the list")
    return {"reason_code": code, "note": plain_text(form.optional("note"))}


def plain_text(text: str | None) -> str | None:
    """Return text with one kind of line break, as core-api takes it: a form sends CR LF."""
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


def require_typed(form: Form, word: str) -> None:
    """Refuse what cannot be undone unless its word was typed.

    Raises `BadFormError`.
    """
    if form.optional("typed") != word:
        raise BadFormError(f"type {word} to confirm")
