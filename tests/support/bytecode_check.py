"""Compare bytecode with the modules beside it. Runs by itself, in a container of the image too.

It shares no code with the builder: the builder is what it checks.
"""

import _imp
import importlib.util
import marshal
import sys
from pathlib import Path

UNCHECKED_HASH = 1
HEADER_BYTES = 16


def check_bytecode(root: Path) -> list[str]:
    """Find modules and bytecode under `root` that do not belong together."""
    found: list[str] = []
    modules = sorted(root.rglob("*.py"))
    expected = {Path(importlib.util.cache_from_source(str(path))): path for path in modules}
    found += [f"{path}: no module beside it" for path in set(root.rglob("*.pyc")) - set(expected)]
    for bytecode, module in expected.items():
        if bytecode.is_file():
            found += check_pair(bytecode.read_bytes(), module)
        else:
            found.append(f"{module}: no bytecode")
    return found if modules else [f"{root}: no modules"]


def check_pair(bytecode: bytes, module: Path) -> list[str]:
    """Find out whether the bytecode is anything but this module, compiled."""
    source = module.read_bytes()
    magic, flags, source_hash = bytecode[:4], bytecode[4:8], bytecode[8:HEADER_BYTES]
    if magic != importlib.util.MAGIC_NUMBER or int.from_bytes(flags, "little") != UNCHECKED_HASH:
        return [f"{module}: bytecode of another kind"]
    if source_hash != _imp.source_hash(int.from_bytes(magic, "little"), source):
        return [f"{module}: bytecode of another source"]
    code = marshal.loads(bytecode[HEADER_BYTES:])  # noqa: S302 - what is checked
    if code.co_filename != str(module):
        return [f"{module}: bytecode speaks of {code.co_filename}"]
    again = compile(source, str(module), "exec", dont_inherit=True)
    return [] if code == again else [f"{module}: bytecode of other code"]


if __name__ == "__main__":
    findings = [line for root in sys.argv[1:] for line in check_bytecode(Path(root))]
    sys.stdout.write("".join(f"{line}\n" for line in findings))
    sys.exit(1 if findings else 0)
