"""A small image, a throw-away registry, and Pulumi stacks whose programs are given as text."""

import json
import os
import shutil
import socket
import subprocess
import tarfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.plugins.install import pulumi_home
from novaos.command import run
from novaos.workspace import VAR, cache_folder, tool

PREFIX = "novaos-plugintest"
"""Everything that these tests make in the engine starts with this."""
_PASSPHRASE = "only for throw-away stacks"  # noqa: S105 - encrypts nothing of value


def busybox_binary() -> Path:
    """A static busybox from Debian's package, kept in the cache."""
    kept = cache_folder() / "plugin-tests" / "busybox"
    if not kept.is_file():
        folder = kept.parent / "deb"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run(["apt-get", "download", "-o", "APT::Sandbox::User=root", "busybox-static"], cwd=folder)
        (package,) = folder.glob("*.deb")
        run(["dpkg", "-x", package, folder / "x"])
        shutil.copy2(folder / "x" / "bin" / "busybox", kept)
    return kept


def render_image_layer(target: Path) -> Path:
    """Tar of a root file system: busybox, and folders that uid 1000 owns."""
    with tarfile.open(target, "w") as archive:
        for name in ("bin", "tmp", "etc", "run", "proc", "sys", "dev"):
            archive.addfile(_folder(name, owner=0))
        archive.addfile(_folder("run/secrets", owner=1000))
        archive.addfile(_folder("data", owner=1000))
        binary = archive.gettarinfo(busybox_binary(), "bin/busybox")
        binary.uid = binary.gid = 0
        with busybox_binary().open("rb") as stream:
            archive.addfile(binary, stream)
        for name in ("sh", "sleep", "cat", "true", "false", "stat", "id", "ls", "env", "touch"):
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
    return target


def _folder(name: str, *, owner: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = tarfile.DIRTYPE, 0o755
    entry.uid = entry.gid = owner
    return entry


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def registry() -> Iterator[str]:
    """An empty registry in memory; its address."""
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [tool("crane"), "registry", "serve", "--address", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(address.partition(":")[2]))) == 0:
                    break
            time.sleep(0.05)
        yield address
    finally:
        process.kill()
        process.wait()


def push_image(address: str, repository: str, folder: Path, marker: str) -> str:
    """Push the small image with a file that makes its digest its own; the reference by digest."""
    layer = render_image_layer(folder / "root.tar")
    (folder / "marker").write_text(marker)
    with tarfile.open(layer, "a") as archive:
        archive.add(folder / "marker", "etc/marker")
    tag = f"{address}/{repository}:{marker}"
    run([tool("crane"), "append", "--new_layer", layer, "--new_tag", tag, "--insecure"])
    done = run([tool("crane"), "digest", tag, "--insecure"])
    return f"{address}/{repository}@{done.stdout.strip()}"


@dataclass
class Outcome:
    """How a pulumi command ended."""

    status: int
    output: str
    seconds: float


@dataclass
class Stack:
    """A Pulumi project in a folder of its own with a local state."""

    folder: Path
    name: str = "test"
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "infra").mkdir(parents=True)
        (self.folder / "state").mkdir()
        project = "name: plugintest\nmain: infra/\nruntime: python\n"
        (self.folder / "Pulumi.yaml").write_text(project)
        self.pulumi("stack", "init", self.name)

    def program(self, text: str) -> None:
        """Write the program."""
        head = "import pulumi\nimport pulumi_docker as docker\n"
        (self.folder / "infra" / "__main__.py").write_text(head + textwrap.dedent(text))

    @property
    def full_environment(self) -> dict[str, str]:
        """Environment of every pulumi command of this stack."""
        return {
            **os.environ,
            "PATH": f"{VAR / 'bin'}:{os.environ['PATH']}",
            "PULUMI_HOME": str(pulumi_home()),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": _PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            **self.environment,
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a pulumi command and leave it running."""
        return subprocess.Popen(
            [tool("pulumi"), *words, "--non-interactive", "--color=never"],
            cwd=self.folder,
            env=self.full_environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pulumi(self, *words: str) -> Outcome:
        """Run a pulumi command to its end."""
        began = time.monotonic()
        process = self.start(*words)
        output, _ = process.communicate(timeout=180)
        return Outcome(process.returncode, output, time.monotonic() - began)

    def up(self, *words: str) -> Outcome:
        """Deploy without a preview."""
        return self.pulumi("up", "--yes", "--skip-preview", "--diff", *words)

    def require(self, *words: str) -> Outcome:
        """Run a pulumi command that must succeed."""
        outcome = self.pulumi(*words)
        if outcome.status != 0:
            raise AssertionError(outcome.output)
        return outcome

    def plan(self, *words: str) -> dict[str, list[str]]:
        """What a preview would do: resource name -> operations."""
        done = self.require("preview", "--json", *words)
        found: dict[str, list[str]] = {}
        for step in json.loads(done.output[done.output.index("{") :])["steps"]:
            if step["op"] != "refresh":
                found.setdefault(step["urn"].rpartition("::")[2], []).append(step["op"])
        return found

    def resources(self) -> dict[str, dict[str, Any]]:
        """State as it is stored: resource name -> its record."""
        done = self.require("stack", "export")
        deployment = json.loads(done.output)["deployment"]
        return {r["urn"].rpartition("::")[2]: r for r in deployment.get("resources", [])}

    def state_text(self) -> str:
        """Every byte of the state that lies on the disk."""
        files = (self.folder / "state").rglob("*")
        return "\n".join(f.read_text(errors="replace") for f in files if f.is_file())


def inspect(kind: str, name: str) -> dict[str, Any] | None:
    """`docker inspect` of a thing, None if it is not there."""
    done = subprocess.run(
        ["docker", kind, "inspect", name],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return None
    found: dict[str, Any] = json.loads(done.stdout)[0]
    return found
