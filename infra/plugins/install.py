"""Install the Pulumi plugins: the official ones where they can be had, else the two in this folder.

`NOVAOS_PLUGINS` decides: `official`, `bundled`, or `auto` (the default), which tries a download
of the official docker plugin for a few seconds, once, and remembers the answer. The bundled
docker plugin is packed as an archive and installed the standard way, and again whenever its code
changes.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from infra.plugins.versions import DOCKER_PLUGIN
from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.evidence import write_atomically
from novaos.workspace import REPOSITORY, VAR, tool

CHOICES = ("auto", "official", "bundled")
_TRY_DOWNLOAD = timedelta(seconds=8)
"""Seconds that a try of the download may cost; a cold official one takes about five."""
_LOG = "official-plugin.log"
_PLUGINS = Path(__file__).parent
_LAUNCHER = """#!/bin/sh
exec "{python}" -P -c 'import sys; sys.path.insert(0, "{repository}")
from infra.plugins.stubs import import_stubs_alone
import_stubs_alone()
from infra.plugins.{module}.__main__ import main
main()' "$@"
"""


def pulumi_home() -> Path:
    """Pulumi's home of this checkout: plugins and credentials, apart from the user's own."""
    return VAR / "pulumi" / "home"


def install_plugins(say: Callable[[str], None]) -> str:
    """Make the plugins available to the pulumi of this checkout; return which ones and why."""
    choice = os.environ.get("NOVAOS_PLUGINS", "auto")
    if choice not in CHOICES:
        raise PreconditionError(
            f"NOVAOS_PLUGINS is {choice!r}, expected one of {', '.join(CHOICES)}",
            fix="unset it, or set it to one of these",
        )
    remembered = _load_memory()
    if (
        remembered.get("choice") == choice
        and remembered.get("code") == _code_hash()
        and _is_installed()
    ):
        return remembered["answer"]
    answer = _install(choice, say)
    memory = {"choice": choice, "code": _code_hash(), "answer": answer}
    write_atomically(_memory_file(), json.dumps(memory, indent=1).encode())
    say(answer)
    return answer


def _install(choice: str, say: Callable[[str], None]) -> str:
    host = _install_language_host()
    if choice == "bundled":
        _install_bundled()
        return f"docker plugin: bundled v{DOCKER_PLUGIN} (NOVAOS_PLUGINS=bundled); {host}"
    say(f"looking for the official docker plugin v{DOCKER_PLUGIN}")
    try:
        _pulumi("plugin", "install", "resource", "docker", f"v{DOCKER_PLUGIN}", "--reinstall")
    except CommandError as error:
        if choice == "official":
            raise PreconditionError(
                f"the official docker plugin v{DOCKER_PLUGIN} cannot be downloaded: {error}",
                fix="allow the download, or use the bundled one: NOVAOS_PLUGINS=bundled",
            ) from error
        _install_bundled()
        # Beside the logs of deployments: it is long, and nothing to act on where none can be had.
        write_atomically(pulumi_home().parent / "logs" / _LOG, f"{error}\n".encode())
        reason = f"official one not to be had, see var/pulumi/logs/{_LOG}"
        return f"docker plugin: bundled v{DOCKER_PLUGIN} ({reason}); {host}"
    return f"docker plugin: official v{DOCKER_PLUGIN}; {host}"


def _install_language_host() -> str:
    """Put a Python language host beside the pulumi binary, unless pulumi came with its own."""
    binary = tool("pulumi")
    if not binary.exists():
        raise PreconditionError(f"{binary} is missing", fix="run: make tools")
    if binary.is_symlink():
        # Pulumi looks beside its real file and warns about a host that it finds only on PATH.
        target = binary.resolve()
        temporary = binary.with_name(".pulumi.new")
        temporary.unlink(missing_ok=True)
        try:
            temporary.hardlink_to(target)
        except OSError:  # another file system
            shutil.copy2(target, temporary)
        temporary.replace(binary)
    host = binary.with_name("pulumi-language-python")
    write_atomically(host, _launcher("language_host").encode(), mode=0o755)
    return "language host: bundled"


def _install_bundled() -> None:
    """Pack our docker plugin and hand it to pulumi as it takes any plugin archive."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, f"pulumi-resource-docker-v{DOCKER_PLUGIN}.tar.gz")
        archive.write_bytes(render_archive())
        _pulumi(
            *("plugin", "install", "resource", "docker", f"v{DOCKER_PLUGIN}"),
            *("--file", str(archive), "--reinstall"),
        )


def render_archive() -> bytes:
    """The plugin archive: a launcher that starts the plugin's code in this checkout."""
    files = {
        "pulumi-resource-docker": (_launcher("docker_provider"), 0o755),
        "README.md": (f"NovaOS's docker plugin, served from {_PLUGINS}\n", 0o644),
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, (text, mode) in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(text.encode()), mode
            archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


def _launcher(module: str) -> str:
    python = REPOSITORY / ".venv" / "bin" / "python"
    return _LAUNCHER.format(python=python, repository=REPOSITORY, module=module)


def _pulumi(*words: str) -> None:
    run(
        [tool("pulumi"), *words, "--non-interactive"],
        timeout=_TRY_DOWNLOAD,
        env={"PULUMI_HOME": str(pulumi_home()), "PULUMI_SKIP_UPDATE_CHECK": "true"},
    )


def _code_hash() -> str:
    hasher = hashlib.sha256()
    for path in sorted(_code_files()):
        hasher.update(f"{path.relative_to(_PLUGINS)}\0".encode() + path.read_bytes())
    return hasher.hexdigest()


def _code_files() -> Iterator[Path]:
    yield from _PLUGINS.rglob("*.py")
    yield from _PLUGINS.rglob("*.json")


def _is_installed() -> bool:
    """Whether what we remember is still on the disk."""
    plugin = (
        pulumi_home() / "plugins" / f"resource-docker-v{DOCKER_PLUGIN}" / "pulumi-resource-docker"
    )
    host = tool("pulumi-language-python")
    binary = tool("pulumi")
    return plugin.is_file() and host.is_file() and binary.is_file() and not binary.is_symlink()


def _memory_file() -> Path:
    return pulumi_home() / "novaos-plugins.json"


def _load_memory() -> dict[str, str]:
    try:
        content: dict[str, str] = json.loads(_memory_file().read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content
