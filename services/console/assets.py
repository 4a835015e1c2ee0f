"""Styles, scripts and pictures: read once at the start, served by the hash of their bytes.

The address changes with the content, so that browsers keep a file for ever and never show an old
one. Three places: this package, the console's own, and the locked packages of the npm registry.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from services.console.errors import SettingsError

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HASH_CHARACTERS = 16
_FOREVER = "public, max-age=31536000, immutable"
VENDOR_FILES = ("htmx.org/dist/htmx.min.js",)
"""What pages load of the npm packages."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to be sent."""

    path: str
    media_type: str
    content: bytes
    packed: bytes
    """The same, compressed."""


class Assets:
    """All files of one console."""

    def __init__(self, folders: tuple[Path, ...], vendor: Path) -> None:
        files = {file.name: file for folder in folders for file in sorted(folder.iterdir())}
        files |= {Path(name).name: vendor / name for name in VENDOR_FILES}
        try:
            found = {name: _read(file) for name, file in files.items() if file.suffix in _TYPES}
        except OSError as error:
            raise SettingsError(
                f"{error.filename} cannot be read; VENDOR_DIRECTORY must have the npm packages"
            ) from error
        self._by_name = found
        self._by_path = {asset.path: asset for asset in found.values()}

    def url(self, name: str) -> str:
        """Return the address of a file; used by the templates."""
        return self._by_name[name].path

    async def serve(self, request: Request) -> Response:
        """Answer with a file."""
        asset = self._by_path.get(request.url.path)
        if asset is None:
            return PlainTextResponse("no such file; load the page again\n", 404)
        headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(asset.packed, headers=headers, media_type=asset.media_type)
        return Response(asset.content, headers=headers, media_type=asset.media_type)


def _read(file: Path) -> Asset:
    content = file.read_bytes()
    mark = hashlib.sha256(content).hexdigest()[:_HASH_CHARACTERS]
    return Asset(
        path=f"/assets/{mark}/{file.name}",
        media_type=_TYPES[file.suffix],
        content=content,
        packed=gzip.compress(content, 9, mtime=0),
    )
