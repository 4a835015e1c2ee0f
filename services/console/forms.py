"""What a form sent: text by name, and at most one file; nothing larger than a page can send."""

from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.console.errors import BadFormError

_FIELDS_MAX = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; its name and declared type prove nothing."""

    name: str
    content: bytes


class Form:
    """The values of a form."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def text(self, name: str) -> str:
        """Return a value without surrounding space.

        Raises `BadFormError` if it is empty or not there.
        """
        value = self.optional(name)
        if value is None:
            raise BadFormError(f"{name.replace('_', ' ')}: fill this in")
        return value

    def optional(self, name: str) -> str | None:
        """Return a value without surrounding space, or None if it is empty or not there."""
        value = self._data.get(name)
        return value.strip() or None if isinstance(value, str) else None

    def secret(self, name: str) -> str:
        """Return a password exactly as it was typed.

        Raises `BadFormError` if it is empty.
        """
        value = self._data.get(name)
        if not isinstance(value, str) or not value:
            raise BadFormError(f"{name.replace('_', ' ')}: fill this in")
        return value

    def every(self, name: str) -> list[str]:
        """Return all values of one name, as ticked boxes send them."""
        return [value for value in self._data.getlist(name) if isinstance(value, str)]

    def number(self, name: str) -> int:
        """Return a whole number.

        Raises `BadFormError` for anything else.
        """
        text = self.text(name)
        if not text.removeprefix("-").isdecimal() or not text.isascii():
            raise BadFormError(f"{name.replace('_', ' ')}: expected a whole number")
        return int(text)

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self._data.get(name) is not None

    async def upload(self, name: str) -> Upload | None:
        """Return the file of a field, or None if none was chosen."""
        value = self._data.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            return None
        return Upload(value.filename, await value.read())


async def read_form(request: Request, upload_bytes_max: int = 0) -> Form:
    """Read the body of a request as a form.

    Raises `BadFormError` if it is too large or none.
    """
    try:
        data = await request.form(
            max_files=1 if upload_bytes_max else 0,
            max_fields=_FIELDS_MAX,
        )
    except (HTTPException, ValueError) as error:
        raise BadFormError("the form could not be read; load the page again") from error
    for value in data.values():
        if isinstance(value, UploadFile) and (value.size or 0) > upload_bytes_max:
            raise BadFormError(f"the file is larger than {upload_bytes_max // 1_000_000} MB")
    return Form(data)
