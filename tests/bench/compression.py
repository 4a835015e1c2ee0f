"""Compressing a layer with libdeflate, which we use because its bytes are the same on every host.

The peer is the zlib of this host at the level that most image builders use.
"""

import sysconfig
import zlib
from pathlib import Path

from images.archive import COMPRESSION_LEVEL, compress
from tests.bench.measurement import Measured, Peer, Result, Say, alternate, seconds

_RUNS = 10
_SIZE_BYTES = 16 << 20
_ZLIB_LEVEL = 6


def sample() -> bytes:
    """Real content of the kind that fills a Python layer: modules of the standard library."""
    root = Path(sysconfig.get_paths()["stdlib"])
    text = b"".join(path.read_bytes() for path in sorted(root.glob("*.py")))
    return (text * (_SIZE_BYTES // len(text) + 1))[:_SIZE_BYTES]


def measure(say: Say) -> list[Result]:
    """Time and size of one layer, both ways."""
    say(f"compressing {_SIZE_BYTES >> 20} MiB, {_RUNS} times each way")
    content = sample()
    name = f"libdeflate -{COMPRESSION_LEVEL}"
    peer = f"zlib {zlib.ZLIB_RUNTIME_VERSION} -{_ZLIB_LEVEL}"
    ours, theirs = alternate(
        lambda: seconds(lambda: compress(content)),
        lambda: seconds(lambda: zlib.compress(content, _ZLIB_LEVEL)),
        _RUNS,
    )
    packed = len(compress(content)) / 1e6
    theirs_packed = len(zlib.compress(content, _ZLIB_LEVEL)) / 1e6
    return [
        Measured(f"compress a layer, {name}", "s", ours, peer=Peer(peer, theirs)),
        Measured(f"compressed size, {name}", "MB", (packed,), peer=Peer(peer, (theirs_packed,))),
    ]
