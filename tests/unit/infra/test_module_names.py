"""Pulumi runs `infra/` and `policies/` with the folder itself first on the path.

A module there with the name of a standard module or of a root folder would hide it.
"""

import sys

import pytest

from novaos.workspace import REPOSITORY

ROOT_FOLDERS = {each.name for each in REPOSITORY.iterdir() if each.is_dir()}


@pytest.mark.parametrize("folder", ["infra", "policies"])
def test_no_module_hides_another(folder: str) -> None:
    names = {
        each.stem
        for each in (REPOSITORY / folder).iterdir()
        if each.suffix == ".py" or (each / "__init__.py").exists()
    } - {"__init__", "__main__"}
    assert names
    assert not names & sys.stdlib_module_names
    assert not names & ROOT_FOLDERS
    assert not names & {"pulumi", "pulumi_docker", "pulumi_policy", "docker", "yaml"}
