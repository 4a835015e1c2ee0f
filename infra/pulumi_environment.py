"""The environment in which pulumi runs: our tools, our state, no downloads, no telemetry.

`make shell` exports the same variables, so that pulumi typed by hand behaves like ours.
"""

import os
import sys
from pathlib import Path

from infra.secret_names import PASSPHRASE
from novaos.workspace import REPOSITORY, VAR, secrets_folder

STATE = VAR / "pulumi" / "state"
STACK_CONFIG = VAR / "pulumi" / "config"
"""As `stackConfigDir` in Pulumi.yaml says."""


def backend_url() -> str:
    """Where the state is: a folder of this checkout unless PULUMI_BACKEND_URL says otherwise."""
    return os.environ.get("PULUMI_BACKEND_URL") or STATE.as_uri()


def local_state() -> Path | None:
    """The folder of a local file backend, None for any other backend."""
    url = backend_url()
    return Path(url.removeprefix("file://")) if url.startswith("file://") else None


def pulumi_environment(environment: str) -> dict[str, str]:
    """Variables to add to the process environment of pulumi."""
    tools = [str(VAR / "bin"), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return {
        "PATH": os.pathsep.join(tools),
        # The program and the pack import our packages from here.
        "PYTHONPATH": str(REPOSITORY),
        # A preview starts five Python processes. Where the caller forbids to write bytecode, or the
        # packages were installed without, each would compile everything anew: 1.3 s of CPU.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(VAR / "pulumi" / "bytecode"),
        "PULUMI_HOME": str(VAR / "pulumi" / "home"),
        "PULUMI_BACKEND_URL": backend_url(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(secrets_folder(environment) / PASSPHRASE),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # If the salt beside the configuration is lost, the one in the state is used.
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        "PULUMI_SUPPRESS_NEO_LINK": "true",
        "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
    }
