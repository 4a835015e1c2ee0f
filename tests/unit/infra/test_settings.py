"""Settings are strict: what is not understood is refused by name, with the file to correct."""

import pytest

from infra.settings import ENVIRONMENTS, load_settings, parse_settings, require_same_config
from novaos.errors import PreconditionError
from policies.accepted import PORT_OFFSETS, PUBLISHED_PORTS

_GOOD = {"novaos:portOffset": 0, "novaos:publishAddress": "127.0.0.1"}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_environment_has_settings(environment: str) -> None:
    assert load_settings(environment).environment == environment


def test_ports_of_environments_differ() -> None:
    offsets = [load_settings(each).port_offset for each in ENVIRONMENTS]
    assert len(set(offsets)) == len(ENVIRONMENTS)


def test_published_ports_are_not_those_of_outgoing_connections() -> None:
    # Linux gives 32768 to 60999 to outgoing connections (net.ipv4.ip_local_port_range).
    highest = max(PORT_OFFSETS.values()) + max(PUBLISHED_PORTS.values())
    assert highest < 32768


@pytest.mark.parametrize("environment", ["staging", "prod"])
def test_data_of_real_environments_is_protected(environment: str) -> None:
    assert load_settings(environment).protect_data


def test_good_settings_are_taken() -> None:
    assert parse_settings("dev", _GOOD).publish_address == "127.0.0.1"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"novaos:portOfset": 0}, "portOfset"),
        ({"docker:host": "tcp://192.0.2.1"}, "docker:host"),
        ({"portOffset": 0}, "portOffset"),
        ({"novaos:portOffset": 1}, "portOffset"),
        ({"novaos:portOffset": None}, "portOffset"),
        ({"novaos:publishAddress": "0.0.0.0"}, "publishAddress"),  # noqa: S104 - refused
        ({"novaos:publishAddress": "::"}, "publishAddress"),
        ({"novaos:publishAddress": "localhost"}, "publishAddress"),
        ({"novaos:publishAddress": None}, "publishAddress"),
        ({"novaos:protectData": "perhaps"}, "protectData"),
        ({"novaos:publicAddresses": {"web-shell": "http://x.example"}}, "publicAddresses"),
    ],
)
def test_bad_settings_are_refused_by_name(change: dict[str, object], named: str) -> None:
    with pytest.raises(PreconditionError, match=named) as caught:
        parse_settings("dev", _GOOD | change)
    assert "Pulumi.dev.yaml" in str(caught.value)


def test_unknown_environment_is_refused() -> None:
    with pytest.raises(PreconditionError, match="dev, staging, prod, test"):
        load_settings("production")


def test_config_equal_to_the_file_is_accepted() -> None:
    require_same_config(load_settings("dev"), {"portOffset": "0", "protectData": "False"}.get)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("publishAddress", "192.0.2.1"),
        ("publicAddresses", '{"web-shell": "https://x.example"}'),
        ("publicAddresses", "web-shell"),
    ],
)
def test_config_given_to_one_update_only_is_refused(key: str, given: str) -> None:
    with pytest.raises(PreconditionError, match=key):
        require_same_config(load_settings("dev"), {key: given}.get)


def test_public_addresses_equal_to_the_file_are_accepted() -> None:
    public = {"web-shell": "https://x.example", "gypsy-cove": "https://y.example"}
    settings = parse_settings("dev", _GOOD | {"novaos:publicAddresses": public})
    given = '{"gypsy-cove":"https://y.example","web-shell":"https://x.example"}'
    require_same_config(settings, {"publicAddresses": given}.get)
    require_same_config(load_settings("dev"), {"publicAddresses": "{}"}.get)
