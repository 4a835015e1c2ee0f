"""Files that go into a container before it starts, as one tar archive per file."""

import base64
import io
import tarfile
import time

from infra.plugins.docker_provider.values import Properties

_MODE = 0o644
_EXECUTABLE_MODE = 0o744
# The official provider's modes without `permissions`.


def render_archive(upload: Properties) -> bytes:
    """Pack one upload for the root folder; the engine keeps its owner and mode."""
    content = _content(upload)
    entry = tarfile.TarInfo(str(upload["file"]).lstrip("/"))
    entry.size = len(content)
    entry.mode = _mode(upload)
    entry.uid = int(upload.get("owner") or 0)
    entry.gid = int(upload.get("group") or 0)
    entry.mtime = int(time.time())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _mode(upload: Properties) -> int:
    if upload.get("permissions"):
        return int(upload["permissions"], 8)
    return _EXECUTABLE_MODE if upload.get("executable") else _MODE


def _content(upload: Properties) -> bytes:
    if upload.get("contentBase64"):
        return base64.b64decode(upload["contentBase64"])
    return str(upload["content"]).encode()
