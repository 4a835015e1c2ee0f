"""Make small packages of each kind, definitions and locks, and look into assembled images."""

import base64
import gzip
import hashlib
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from images.definition import ImageDefinition, LayerDefinition, NpmEntry, Runtime
from images.lock import ImageLock, LockedDeb, LockedLayer, LockedNpm, LockedWheel
from images.oci import layout_path
from novaos.reference import Digest

CONTROL = """Package: {name}
Version: 1.0
Architecture: amd64
Description: a package for tests
"""


def make_deb(
    name: str, files: Mapping[str, bytes], *, modes: Mapping[str, int] | None = None
) -> bytes:
    """Build a .deb of regular files."""
    md5sums = "".join(
        f"{hashlib.md5(content, usedforsecurity=False).hexdigest()}  {path}\n"
        for path, content in files.items()
    )
    control = {"control": CONTROL.format(name=name).encode(), "md5sums": md5sums.encode()}
    members = {
        "debian-binary": b"2.0\n",
        "control.tar.xz": lzma.compress(make_tar(control, {})),
        "data.tar.xz": lzma.compress(make_tar(files, modes or {})),
    }
    return b"!<arch>\n" + b"".join(_ar_member(*member) for member in members.items())


def _ar_member(name: str, content: bytes) -> bytes:
    header = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
    return header + content + b"\n" * (len(content) % 2)


def make_tar(
    files: Mapping[str, bytes], modes: Mapping[str, int], special: tuple[tarfile.TarInfo, ...] = ()
) -> bytes:
    """Build an uncompressed tar of regular files and `special` entries."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(f"./{path}")
            entry.size, entry.mode = len(content), modes.get(path, 0o644)
            archive.addfile(entry, io.BytesIO(content))
        for entry in special:
            archive.addfile(entry)
    return output.getvalue()


def make_wheel(files: Mapping[str, str]) -> bytes:
    """Build a zip with these members."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return output.getvalue()


def make_npm(
    files: Mapping[str, bytes],
    *,
    name: str = "one",
    version: str = "1.0.0",
    top: str = "package",
    special: tuple[tarfile.TarInfo, ...] = (),
) -> bytes:
    """Build the tarball of an npm package of these files, a licence and a `package.json`."""
    about = {"name": name, "version": version, "license": "0BSD"}
    all_files = {"package.json": json.dumps(about).encode(), "LICENSE": b"0BSD", **files}
    members = {f"{top}/{path}": content for path, content in all_files.items()}
    return gzip.compress(make_tar(members, {}, special), mtime=0)


def npm_entry(*files: str, name: str = "one", version: str = "1.0.0") -> NpmEntry:
    """Ask for files of a package of `make_npm`."""
    return NpmEntry(name, version, ("LICENSE", *files, "package.json"))


def locked_npm(content: bytes, entry: NpmEntry, layer: str = "small") -> LockedNpm:
    """Lock an npm package by its content."""
    integrity = f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"
    sha256 = Digest.of_bytes(content).hex
    return LockedNpm(entry.name, entry.version, integrity, sha256, layer)


def empty_layer(name: str, *debs: str) -> LayerDefinition:
    """Define a layer of packages only."""
    return LayerDefinition(name, debs, (), (), (), (), (), certificates=False)


def small_definition(name: str = "small", **layers: LayerDefinition) -> ImageDefinition:
    """Define an image of one layer."""
    return ImageDefinition(
        name=name,
        title="small",
        licences="Apache-2.0",
        shell="",
        shared=(),
        own=layers.get("own", empty_layer(name, "one")),
        wheels="",
        sources=(),
        runtime=Runtime(("/one",), (), (), (), (), "/"),
    )


def locked_deb(content: bytes, name: str = "one", layer: str = "small") -> LockedDeb:
    """Lock a package by its content."""
    return LockedDeb(name, "1.0", "amd64", Digest.of_bytes(content).hex, len(content), layer)


def sample_lock(**changes: object) -> ImageLock:
    """Return a lock with one of everything."""
    digest = f"sha256:{'a' * 64}"
    values: dict[str, object] = {
        "image": "small",
        "intent_hash": digest,
        "inputs_hash": digest,
        "source_tree": digest,
        "source_date_epoch": 1,
        "debs": (LockedDeb("one", "1:1.0+deb13", "amd64", "b" * 64, 1, "small"),),
        "wheels": (LockedWheel("idna", "3.10", "idna-3.10-py3-none-any.whl", "c" * 64),),
        "npm": (LockedNpm("@one/two", "1.0.0", "sha512-eA==", "d" * 64, "small"),),
        "layers": (LockedLayer("small", digest, digest, 1),),
        "config_digest": digest,
        "image_digest": digest,
    }
    return ImageLock(**{**values, **changes})  # type: ignore[arg-type] # values of each field's type


def image_files(lock: ImageLock) -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    """Read the merged content of an assembled image: path -> entry and content."""
    merged: dict[str, tuple[tarfile.TarInfo, bytes]] = {}
    for layer in lock.layers:
        for entry, content in layer_entries(lock, layer):
            merged[entry.name] = (entry, content)
    return merged


def layer_entries(lock: ImageLock, layer: LockedLayer) -> list[tuple[tarfile.TarInfo, bytes]]:
    """Read the entries of one layer, in their order."""
    blobs = layout_path(lock.digest.hex) / "blobs" / "sha256"
    content = gzip.decompress((blobs / Digest(layer.digest).hex).read_bytes())
    found = []
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for entry in archive:
            stream = archive.extractfile(entry) if entry.isfile() else None
            found.append((entry, stream.read() if stream else b""))
    return found


def share_blobs(source: Path, target: Path, names: set[str]) -> None:
    """Let a fresh cache in `target` have the blobs `names` of the cache in `source`."""
    folder = target / "blobs" / "sha256"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).symlink_to(source / "blobs" / "sha256" / name)
