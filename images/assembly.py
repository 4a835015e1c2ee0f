"""Assemble images from their plans: fetch what the cache lacks, make layers, write the layout."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from images.blobs import has_good_blob
from images.definition import SOURCE_DATE_EPOCH
from images.layer import LayerPlan, find_layer, make_layer
from images.lock import ImageLock, LockedLayer
from images.mirror import fetch_debs
from images.npm_registry import fetch_npm
from images.oci import render_config, render_manifest, write_layout
from images.plan import ImagePlan, intent_hash
from images.wheel import fetch_wheels
from novaos.reference import Digest

_WORKERS = 2
"""Decompression and compression run outside the interpreter lock; memory bounds the number."""


def assemble(plans: Sequence[ImagePlan], say: Callable[[str], None]) -> list[ImageLock]:
    """Write the layout of each plan's image and return its lock.

    Raises `GoneError` if a locked package can no longer be had.
    """
    by_key = {layer.key: layer for plan in plans for layer in plan.layers}
    made = {key: found for key, layer in by_key.items() if (found := find_layer(layer))}
    missing = {key: layer for key, layer in by_key.items() if key not in made}
    _fetch(list(missing.values()), say)
    for layer in missing.values():
        say(f"making layer {layer.name}")
    with ThreadPoolExecutor(_WORKERS) as pool:
        made |= dict(zip(missing, pool.map(make_layer, missing.values()), strict=True))
    return [_write_image(plan, [made[layer.key] for layer in plan.layers]) for plan in plans]


def _fetch(layers: Sequence[LayerPlan], say: Callable[[str], None]) -> None:
    debs = sorted({d.sha256: d for layer in layers for d in (*layer.debs, *layer.tools)}.values())
    wheels = sorted({w.sha256: w for layer in layers for w in layer.wheels}.values())
    if absent := [deb for deb in debs if not has_good_blob(deb.sha256)]:
        say(f"fetching {len(absent)} Debian packages")
        fetch_debs(absent)
    if wanted := [wheel for wheel in wheels if not has_good_blob(wheel.sha256)]:
        say(f"fetching {len(wanted)} wheels")
        fetch_wheels(wanted)
    npm = sorted({p.sha256: p for layer in layers for p in layer.npm}.values())
    if lacking := [package for package in npm if not has_good_blob(package.sha256)]:
        say(f"fetching {len(lacking)} npm packages")
        fetch_npm(lacking)


def _write_image(plan: ImagePlan, made: Sequence[LockedLayer]) -> ImageLock:
    # The layer cache may know a layer by the name that another image gives it.
    named = zip(plan.layers, made, strict=True)
    layers = tuple(LockedLayer(p.name, m.diff_id, m.digest, m.size) for p, m in named)
    config = render_config(plan.definition, layers, plan.revision)
    manifest = render_manifest(config, layers)
    write_layout(config, manifest, layers)
    return ImageLock(
        image=plan.definition.name,
        intent_hash=intent_hash(plan.definition),
        inputs_hash=plan.inputs_hash,
        source_tree=plan.revision,
        source_date_epoch=SOURCE_DATE_EPOCH,
        debs=plan.debs,
        wheels=plan.wheels,
        npm=plan.npm,
        layers=layers,
        config_digest=str(Digest.of_bytes(config)),
        image_digest=str(Digest.of_bytes(manifest)),
    )
