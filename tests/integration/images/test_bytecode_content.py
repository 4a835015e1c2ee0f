"""Bytecode in the images: it is the modules beside it, it is used, and nothing is ever written."""

from collections.abc import Mapping
from pathlib import Path

import docker
import pytest

from images.lock import ImageLock
from tests.support import bytecode_check
from tests.support.hardened import finished, hardened, unique_name
from tests.support.hardened import loaded_image as load
from tests.support.images import image_files

pytestmark = pytest.mark.docker
CHECKER = Path(bytecode_check.__file__).read_text()
NOT_COMPILED = """
import os, sys, {module}
specs = [m.__spec__ for m in list(sys.modules.values()) if getattr(m, "__spec__", None)]
made = [s for s in specs if s.cached and s.origin.endswith(".py")]
assert len(made) > 50, len(made)
print([s.origin for s in made if not os.path.exists(s.cached)])
"""


@pytest.mark.parametrize("image", ["agent-nova", "core-api", "echo-ws"])
def test_bytecode_is_the_modules_beside_it(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], image: str
) -> None:
    command = ["-c", CHECKER, "/usr/lib/python3.13", "/app"]
    with hardened(client, locks[image], command) as container:
        end = finished(container)
    assert (end.status, end.output) == (0, "")


@pytest.mark.parametrize(
    ("image", "module"),
    [("core-api", "services.core_api.app"), ("agent-nova", "agents.runtime.process")],
)
def test_every_imported_module_is_compiled(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], image: str, module: str
) -> None:
    with hardened(client, locks[image], ["-c", NOT_COMPILED.format(module=module)]) as container:
        end = finished(container)
    assert (end.status, end.output.strip()) == (0, "[]")


@pytest.mark.parametrize(
    ("code", "changes"),
    [("import services.core_api.app", False), ("open('/app/written', 'w')", True)],
    ids=["import", "control"],
)
def test_even_root_on_a_writable_disk_writes_nothing_by_importing(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], code: str, *, changes: bool
) -> None:
    image = load(client, locks["core-api"])
    container = client.containers.create(
        image, ["-c", code], name=unique_name(), user="0:0", network_mode="none"
    )
    try:
        container.start()
        assert finished(container).status == 0
        assert bool(container.diff()) == changes
    finally:
        container.remove(force=True)


def test_images_without_our_python_carry_no_bytecode(locks: Mapping[str, ImageLock]) -> None:
    for image in ("postgres", "redis", "registry"):
        assert not [path for path in image_files(locks[image]) if path.endswith(".pyc")]


def test_no_path_of_the_build_is_in_the_bytecode(locks: Mapping[str, ImageLock]) -> None:
    compiled = {p: c for p, (_, c) in image_files(locks["core-api"]).items() if p.endswith(".pyc")}
    host = [str(Path.home()).encode(), str(Path.cwd()).encode(), b"bytecode-"]
    names = [name for name in host if len(name) > len(b"/root")]
    assert not [path for path, content in compiled.items() if any(n in content for n in names)]
