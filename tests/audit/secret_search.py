"""Search for the values of an environment's secrets, on the host, without ever showing one.

The values stay in this process: they are not handed to the audit container, whose memory the
audited container could read. What is searched is brought here instead.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from novaos.errors import PreconditionError
from tests.audit.facts import Sighting

_SHORTEST_SECRET_BYTES = 12
"""Shorter values would be found by chance; `novaos secrets init` makes none that short."""
_PEM_LINE_BYTES = 40
_PUBLIC_ENDINGS = (".pub", "_public.pem", ".crt", "public_key.pem")
_FILE_HEADER = b"==> /proc/1/root"
"""How GNU head -v announces a file of the audited container."""


@dataclass(frozen=True, slots=True)
class Needles:
    """The forms in which each secret could show up, by the secret's name."""

    forms: Mapping[str, tuple[bytes, ...]] = field(repr=False)

    @property
    def longest(self) -> int:
        """Length of the longest form in bytes."""
        return max((len(form) for forms in self.forms.values() for form in forms), default=0)

    def names_in(self, content: bytes) -> list[str]:
        """Names of the secrets that occur in `content`."""
        return [
            name for name, forms in self.forms.items() if any(form in content for form in forms)
        ]

    def scrub(self, text: str) -> str:
        """Return `text` with each secret value replaced by its name."""
        for name, forms in self.forms.items():
            for form in forms:
                text = text.replace(form.decode("utf-8", "surrogateescape"), f"[secret {name}]")
        return text

    def sightings(self, places: Iterable[tuple[str, bytes]]) -> Iterator[Sighting]:
        """Yield a sighting per secret and place."""
        for place, content in places:
            for name in self.names_in(content):
                yield Sighting(name, place)

    def sightings_in_stream(self, place: str, pieces: Iterable[bytes]) -> Iterator[Sighting]:
        """Search a stream of files with `head -v` headers, however it was cut into pieces."""
        kept = b""
        shown_file = "?"
        seen: set[tuple[str, str]] = set()
        for piece in pieces:
            window = kept + piece
            for name, forms in self.forms.items():
                for form in forms:
                    position = window.find(form)
                    if position < 0:
                        continue
                    found_in = _last_header(window[:position]) or shown_file
                    if (name, found_in) not in seen:
                        seen.add((name, found_in))
                        yield Sighting(name, f"{place}: {found_in}")
            shown_file = _last_header(window) or shown_file
            kept = window[-self.longest :] if self.longest else b""


def load_needles(folder: Path) -> Needles:
    """Read all secret values of the environment whose secrets lie in `folder`.

    Raises `PreconditionError` if there is none: a search for nothing proves nothing.
    """
    forms = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.endswith(_PUBLIC_ENDINGS):
            continue
        found = tuple(_forms(path.read_bytes()))
        if found:
            forms[path.relative_to(folder).as_posix()] = found
    if not forms:
        raise PreconditionError(
            f"no secret value in {folder}, so nothing can be searched for",
            fix=f"run: novaos secrets init {folder.name}",
        )
    return Needles(forms)


def _forms(content: bytes) -> Iterator[bytes]:
    value = content.strip()
    if len(value) < _SHORTEST_SECRET_BYTES:
        return
    yield value
    if value.startswith(b"-----BEGIN"):
        # A key that was written elsewhere may be wrapped or indented in another way.
        yield from (line for line in value.splitlines()[1:-1] if len(line) >= _PEM_LINE_BYTES)
        return
    for form in (base64.b64encode(value).rstrip(b"="), quote(value, safe="").encode()):
        if form != value:
            yield form


def _last_header(content: bytes) -> str:
    start = content.rfind(_FILE_HEADER)
    if start < 0:
        return ""
    name = content[start + len(_FILE_HEADER) :].partition(b" <==")[0]
    return name.decode("utf-8", "replace")
