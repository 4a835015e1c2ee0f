"""Archives that carry uploads into a container."""

import io
import tarfile

import pytest

from infra.plugins.docker_provider.uploads import render_archive


def _entry(upload: dict[str, object]) -> tuple[tarfile.TarInfo, bytes]:
    with tarfile.open(fileobj=io.BytesIO(render_archive(upload))) as archive:
        (entry,) = archive.getmembers()
        stream = archive.extractfile(entry)
        assert stream is not None
        return entry, stream.read()


def test_upload_has_the_owner_and_mode_that_were_asked() -> None:
    entry, content = _entry(
        {
            "file": "/run/secrets/a",
            "content": "é",
            "permissions": "0400",
            "owner": "1000",
            "group": "7",
        },
    )
    assert (entry.name, entry.uid, entry.gid, entry.mode) == ("run/secrets/a", 1000, 7, 0o400)
    assert content == "é".encode()


@pytest.mark.parametrize(("executable", "mode"), [(False, 0o644), (True, 0o744)])
def test_upload_without_permissions_has_the_official_mode(executable: bool, mode: int) -> None:  # noqa: FBT001
    entry, content = _entry({"file": "/a", "contentBase64": "AAE=", "executable": executable})
    assert (entry.uid, entry.mode, content) == (0, mode, b"\x00\x01")
