"""Names for unnamed resources, and configuration that is refused by name."""

from typing import Any

import pytest

from infra.plugins.docker_provider.configuration import check_configuration
from infra.plugins.docker_provider.naming import choose_name


def test_chosen_name_is_kept() -> None:
    old = {"name": "vol-abc", "__defaults": ["name"]}
    assert choose_name("vol", "vol-new", b"seed", old) == "vol-abc"


def test_name_that_the_program_gave_once_is_not_kept() -> None:
    assert choose_name("vol", "vol-new", b"", {"name": "given", "__defaults": []}) == "vol-new"


def test_name_without_proposal_depends_on_the_seed_only() -> None:
    names = {choose_name("vol", "", seed, {}) for seed in (b"a", b"a", b"b")}
    assert len(names) == 2
    assert all(name.startswith("vol-") for name in names)


@pytest.mark.parametrize(
    "inputs", [{}, {"host": "unix:///x"}, {"registryAuth": "[]"}, {"version": "5.2.0"}]
)
def test_served_configuration_is_accepted(inputs: dict[str, Any]) -> None:
    assert check_configuration(inputs) == []


@pytest.mark.parametrize(
    ("inputs", "name"),
    [
        ({"registryAuth": '[{"address":"a"}]'}, "registryAuth"),
        ({"certPath": "/certs"}, "certPath"),
        ({"context": "remote"}, "context"),
        ({"host": "ssh://somewhere"}, "host"),
        ({"unheard": "of"}, "unheard"),
    ],
)
def test_configuration_that_is_not_implemented_is_refused(
    inputs: dict[str, Any], name: str
) -> None:
    assert [found[0] for found in check_configuration(inputs)] == [name]
