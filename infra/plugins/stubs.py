"""Import Pulumi's gRPC stubs without the SDK around them, which a plugin does not use.

`import pulumi.runtime.proto` runs the whole SDK first: 0.2 s of each plugin's start, measured with
pulumi 3.259. For plugin processes only; a process that runs a program needs the SDK itself.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_AROUND = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")


def import_stubs_alone() -> None:
    """Let the packages around the stubs be empty ones. Call it before anything imports pulumi."""
    found = find_spec("pulumi")
    if "pulumi" in sys.modules or found is None or found.origin is None:
        return  # the ordinary import does it, or says what is missing
    folder = Path(found.origin).parent
    for name in _AROUND:
        package = ModuleType(name)
        package.__path__ = [str(folder.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = package
