"""Make a layer from its inputs, once: the cache knows a layer by the hash of everything in it."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from images import deb, oci
from images.archive import compress, render_tar
from images.blobs import has_good_blob, store_blob, write_or_explain
from images.lock import LockedDeb, LockedLayer, LockedNpm, LockedWheel
from images.recipe import recipe_hash
from images.tree import Tree
from novaos.errors import PreconditionError
from novaos.reference import Digest
from novaos.workspace import cache_folder


@dataclass(frozen=True, slots=True)
class LayerPlan:
    """A layer that can be made: what goes in, and how."""

    name: str
    inputs: dict[str, Any]
    """Everything that decides the content, as JSON."""
    debs: tuple[LockedDeb, ...]
    wheels: tuple[LockedWheel, ...]
    make_tree: Callable[[], Tree]
    tools: tuple[LockedDeb, ...] = ()
    """Packages that make the layer and need not be in it."""
    npm: tuple[LockedNpm, ...] = ()

    @property
    def key(self) -> str:
        """Hash of all inputs and of the code that assembles them."""
        value = {"inputs": self.inputs, "recipe": recipe_hash()}
        return Digest.of_bytes(oci.render_json(value)).hex


def find_layer(plan: LayerPlan) -> LockedLayer | None:
    """Return the layer if it was made before and its bytes are intact."""
    try:
        found = LockedLayer(**json.loads(_record(plan).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None  # not made yet, or a damaged record: make it (again)
    if not has_good_blob(Digest(found.digest).hex):
        return None
    return LockedLayer(plan.name, found.diff_id, found.digest, found.size)


def make_layer(plan: LayerPlan) -> LockedLayer:
    """Make the layer and remember it."""
    nodes = plan.make_tree()
    conflicts = deb.folder_conflicts(nodes)
    if conflicts:
        raise PreconditionError(
            f"layer {plan.name}: these are files or links and folders at once: {conflicts}",
            fix="prune one of the two in the definition",
        )
    plain = render_tar(nodes)
    packed = compress(plain)
    digest = store_blob(packed)
    layer = LockedLayer(plan.name, str(Digest.of_bytes(plain)), str(digest), len(packed))
    write_or_explain(_record(plan), json.dumps(asdict(layer)).encode())
    return layer


def _record(plan: LayerPlan) -> Path:
    return cache_folder() / "layers" / f"{plan.key}.json"
