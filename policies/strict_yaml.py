"""Read a small YAML file with exactly the fields we know.

A misspelt limit must not read as "no limit": unknown, missing and wrongly typed fields, and keys
that appear twice, are refused by name.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from novaos.errors import PreconditionError


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML 1.2, 3.2.1.3: keys of a mapping are unique; PyYAML would take the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"duplicate keys {twice}")
        return super().construct_mapping(node, deep)


def load_fields(path: Path, kinds: Mapping[str, type]) -> dict[str, Any]:
    """Read the mapping in `path`, whose fields are exactly those of `kinds`.

    Raises `PreconditionError` that names the file and the field.
    """
    try:
        fields = yaml.load(path.read_bytes(), _UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError as error:
        raise PreconditionError(f"{path} is missing", fix="restore it from git") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PreconditionError(f"{path} is not valid YAML: {error}") from error
    if not isinstance(fields, dict):
        raise PreconditionError(f"{path}: expected a mapping of fields")
    problems = [
        *(f"unknown field {name!r}" for name in sorted(map(str, fields.keys() - kinds.keys()))),
        *(f"missing field {name!r}" for name in sorted(kinds.keys() - fields.keys())),
        *(
            f"{name} is {fields[name]!r}, expected a {kind.__name__}"
            for name, kind in kinds.items()
            # bool is a subclass of int: `true` is no number here.
            if name in fields and type(fields[name]) is not kind
        ),
    ]
    if problems:
        raise PreconditionError(f"{path}: {'; '.join(problems)}", fix="correct the file")
    return fields
