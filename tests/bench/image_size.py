"""Compressed size of our Python base and agent image.

The peer is distroless' python3 for Debian 13, rebuilt from the packages it names, of the same
archive and the same day, by the same builder: what differs is what is in it.
"""

from pathlib import Path

from images.assembly import assemble
from images.catalogue import load_definition
from images.definition import APP_UID, ImageDefinition, LayerDefinition, Runtime
from images.lock import ImageLock, LockedDeb, load_lock
from images.mirror import read_index
from images.plan import plan_image
from tests.bench.measurement import Measured, Peer, Result, Say

_BASE_EXPECTED_MB = 20.0
_AGENT_EXPECTED_MB = 25.0
_AGENT = "agent-nova"
_PEER = "distroless python3-debian13"
DISTROLESS_PACKAGES = tuple(
    line
    for line in Path(__file__).with_name("distroless-python3.txt").read_text().splitlines()
    if not line.startswith("#")
)


def measure(say: Say) -> list[Result]:
    """Sizes of base, agent and peer, in MB of compressed layers."""
    lock = load_lock(_AGENT)
    shared = {layer.name for layer in load_definition(_AGENT).shared}
    base_mb = sum(layer.size for layer in lock.layers if layer.name in shared) / 1e6
    peer = Peer(_PEER, (_size_mb(_assemble_peer(say)),))
    return [
        Measured("Python base, compressed", "MB", (base_mb,), _BASE_EXPECTED_MB, peer),
        Measured("agent image, compressed", "MB", (_size_mb(lock),), _AGENT_EXPECTED_MB, peer),
    ]


def _size_mb(lock: ImageLock) -> float:
    return sum(layer.size for layer in lock.layers) / 1e6


def _assemble_peer(say: Say) -> ImageLock:
    say(f"assembling {_PEER} from {len(DISTROLESS_PACKAGES)} packages")
    available = read_index()
    packages = [available[name] for name in DISTROLESS_PACKAGES]
    debs = [
        LockedDeb(p.name, p.version, p.architecture, p.sha256, p.size, "distroless")
        for p in packages
    ]
    (lock,) = assemble([plan_image(_peer_definition(), debs, ())], say)
    return lock


def _peer_definition() -> ImageDefinition:
    # Not named in images/definitions: it is measured and never run, pushed or signed.
    layer = LayerDefinition("distroless", DISTROLESS_PACKAGES, (), (), (), (), (), False)  # noqa: FBT003
    runtime = Runtime(("/usr/bin/python3.13",), (), (), (), (), "/")
    return ImageDefinition(
        name="bench-distroless-python3",
        title=f"{_PEER}, rebuilt to be measured (user {APP_UID})",
        licences="PSF-2.0",
        shell="",
        shared=(),
        own=layer,
        wheels="",
        sources=(),
        runtime=runtime,
    )
