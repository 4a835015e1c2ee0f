"""From a definition and locked packages to the layers of an image, and the hashes that name them.

Order of layers: shared ones, the image's own packages and files, wheels, our source. What changes
often is on top and small.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from images.blobs import read_blob
from images.bytecode import Compiler, add_bytecode, find_compiler
from images.catalogue import FILES, REQUIREMENTS
from images.certificates import add_certificates
from images.deb import add_deb
from images.definition import ImageDefinition, LayerDefinition, NpmEntry, Reasoned
from images.layer import LayerPlan
from images.lock import LockedDeb, LockedNpm, LockedWheel
from images.npm_package import add_npm
from images.oci import render_json
from images.recipe import recipe_hash
from images.source import source_tree, tree_hash
from images.tree import Tree, add, file_node, folder_node, link_node
from images.wheel import add_wheel
from novaos.errors import PreconditionError
from novaos.reference import Digest


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """All that has to be known before an image is assembled."""

    definition: ImageDefinition
    debs: tuple[LockedDeb, ...]
    wheels: tuple[LockedWheel, ...]
    npm: tuple[LockedNpm, ...]
    layers: tuple[LayerPlan, ...]
    revision: str
    """Hash of our own files in the image."""

    @property
    def inputs_hash(self) -> str:
        """Hash of all inputs and of the code that assembles them."""
        runtime = asdict(self.definition.runtime)
        about = [self.definition.title, self.definition.licences, self.definition.labels]
        layers = [[layer.name, layer.inputs] for layer in self.layers]
        value = {"runtime": runtime, "about": about, "layers": layers, "recipe": recipe_hash()}
        return str(Digest.of_bytes(render_json(value)))


def intent_hash(definition: ImageDefinition) -> str:
    """Hash of what decides which packages there are."""
    layers = [
        {
            "name": layer.name,
            "debs": sorted(layer.debs),
            "without": sorted(item.name for item in layer.without),
            "npm": sorted([entry.name, entry.version] for entry in layer.npm),
        }
        for layer in definition.layers
    ]
    wheels = requirements_content(definition).decode()
    return str(Digest.of_bytes(render_json({"layers": layers, "wheels": wheels})))


def requirements_content(definition: ImageDefinition) -> bytes:
    """Content of the image's hash-locked requirements, empty if it has none."""
    if not definition.wheels:
        return b""
    path = REQUIREMENTS / f"{definition.wheels}.txt"
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise PreconditionError(f"{path} is missing", fix="run: make lock") from error


def plan_image(
    definition: ImageDefinition,
    debs: Sequence[LockedDeb],
    wheels: Sequence[LockedWheel],
    npm: Sequence[LockedNpm] = (),
) -> ImagePlan:
    """Plan an image from locked packages. Reads our own files; downloads nothing."""
    layers: list[LayerPlan] = []
    ours: Tree = {}
    prune: tuple[Reasoned, ...] = ()
    compiler: Compiler | None = None
    for layer in definition.layers:
        prune += layer.prune
        files = _files(layer)
        ours.update(files)
        chosen = tuple(deb for deb in debs if deb.layer == layer.name)
        vendored = _require_npm(layer, npm)
        if layer.python:
            compiler = find_compiler(layer.python, debs)
        plan = _package_layer(layer, files, chosen, vendored, prune)
        layers.append(_compiled(plan, compiler))
    if wheels:
        layers.append(_compiled(_wheel_layer(tuple(wheels), prune), compiler))
    if definition.sources:
        sources = source_tree(definition.sources)
        ours.update(sources)
        layers.append(_compiled(_source_layer(sources), compiler))
    parts = tuple(debs), tuple(wheels), tuple(npm), tuple(layers)
    return ImagePlan(definition, *parts, tree_hash(ours))


def _compiled(layer: LayerPlan, compiler: Compiler | None) -> LayerPlan:
    if compiler is None:
        return layer

    def make_tree() -> Tree:
        tree = layer.make_tree()
        add_bytecode(tree, compiler, layer.name)
        return tree

    inputs = {**layer.inputs, "compiler": [deb.sha256 for deb in compiler.debs]}
    return replace(layer, inputs=inputs, make_tree=make_tree, tools=compiler.debs)


def _files(layer: LayerDefinition) -> Tree:
    tree: Tree = {}
    for entry in layer.files:
        path = FILES / entry.source
        if not path.is_file():
            raise PreconditionError(
                f"layer {layer.name}: images/files/{entry.source} is missing",
                fix="restore the file or remove it from the definition",
            )
        tree[entry.path] = file_node(path.read_bytes(), entry.mode)
    for folder in layer.folders:
        tree[folder.path] = folder_node(folder.mode, folder.owner)
    for link in layer.links:
        tree[link.path] = link_node(link.target)
    return tree


def _require_npm(
    layer: LayerDefinition, npm: Sequence[LockedNpm]
) -> tuple[tuple[NpmEntry, LockedNpm], ...]:
    """Find the locked package of each entry: what is not locked is in no image."""
    locked = {each.label: each for each in npm if each.layer == layer.name}
    found = []
    for entry in layer.npm:
        if entry.label not in locked:
            raise PreconditionError(
                f"layer {layer.name}: npm package {entry.label} is not locked",
                fix="run: make lock, and commit images/locks",
            )
        found.append((entry, locked[entry.label]))
    return tuple(found)


def _package_layer(
    layer: LayerDefinition,
    files: Tree,
    debs: tuple[LockedDeb, ...],
    npm: tuple[tuple[NpmEntry, LockedNpm], ...],
    prune: tuple[Reasoned, ...],
) -> LayerPlan:
    def make_tree() -> Tree:
        tree: Tree = {}
        for deb in debs:
            add_deb(tree, read_blob(deb.sha256, f"package {deb.label}"), deb.label, prune)
        for entry, locked in npm:
            add_npm(tree, read_blob(locked.sha256, f"npm package {locked.label}"), entry)
        if layer.certificates:
            add_certificates(tree)
        for path, node in files.items():
            add(tree, path, node, f"layer {layer.name}")
        return tree

    inputs: dict[str, Any] = {
        "debs": [deb.sha256 for deb in debs],
        "npm": [[locked.sha256, entry.name, *entry.files] for entry, locked in npm],
        "prune": [rule.name for rule in prune],
        "files": tree_hash(files),
        "certificates": layer.certificates,
    }
    packages = tuple(locked for _, locked in npm)
    return LayerPlan(layer.name, inputs, debs, (), make_tree, npm=packages)


def _wheel_layer(wheels: tuple[LockedWheel, ...], prune: tuple[Reasoned, ...]) -> LayerPlan:
    def make_tree() -> Tree:
        tree: Tree = {}
        for wheel in wheels:
            add_wheel(tree, read_blob(wheel.sha256, f"wheel {wheel.label}"), wheel.label, prune)
        return tree

    inputs: dict[str, Any] = {
        "wheels": [wheel.sha256 for wheel in wheels],
        "prune": [rule.name for rule in prune],
    }
    return LayerPlan("wheels", inputs, (), wheels, make_tree)


def _source_layer(sources: Tree) -> LayerPlan:
    return LayerPlan("source", {"source": tree_hash(sources)}, (), (), lambda: dict(sources))
