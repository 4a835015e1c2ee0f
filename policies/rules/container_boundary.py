"""What one container shares with the host, the network and other containers.

Each `check_*` returns what is wrong with one kind of opening. Clauses are those of the CIS Docker
Benchmark 1.6.0.
"""

import ipaddress

from policies.accepted import (
    EDGE_NETWORK,
    LOCAL_ENVIRONMENTS,
    NETWORK_MEMBERS,
    PORT_OFFSETS,
    PUBLISHED_PORTS,
    SECRET_CARRIER,
    SECRETS_PATH,
    prefix,
)
from policies.rules.properties import Properties, read, read_items, read_records
from policies.rules.subject import Subject

_FORBIDDEN = (
    "devices",
    "deviceRequests",
    "gpus",
    "sysctls",
    "hosts",
    "groupAdds",
    "dns",
    "dnsOpts",
    "dnsSearches",
    "storageOpts",
    "cgroupParent",
    "runtime",
    "publishAllPorts",
    "mounts",
)
"""5.18, 5.24, 5.25 and what nobody here needs: absent, or it opens something unseen."""


def check_namespaces(props: Properties, subject: Subject) -> list[str]:
    """5.10, 5.16, 5.17, 5.21, 5.31: no namespace of the host or of another container."""
    carrier = subject.kind == SECRET_CARRIER
    accepted = {
        "networkMode": {"none"} if carrier else {None, "", "bridge"},
        "pidMode": {None, ""},
        "ipcMode": {subject.profile.ipc_mode},
        "usernsMode": {None, ""},
        "cgroupnsMode": {subject.profile.cgroupns_mode},
    }
    return [
        f"{name} is {read(props, name)!r}, accepted: {sorted(map(str, values))}"
        for name, values in accepted.items()
        if read(props, name) not in values
    ]


def check_nothing_forbidden(props: Properties, _subject: Subject) -> list[str]:
    """Nothing that hands over a device, a kernel setting or a host's resource."""
    return [f"{name} is set; remove it" for name in _FORBIDDEN if read(props, name)]


def check_volumes(props: Properties, subject: Subject) -> list[str]:
    """5.6, 5.20, 5.32: named volumes of this environment only; secrets read-only."""
    found = []
    own = prefix(subject.environment) + subject.workload
    for volume in read_records(props, "volumes"):
        name, path = read(volume, "volumeName"), read(volume, "containerPath")
        where = f"volume at {path}"
        if read(volume, "hostPath") or read(volume, "fromContainer"):
            found.append(f"{where} comes from the host or a container; use a named volume")
        if not isinstance(name, str) or not name.startswith(f"{own}-"):
            found.append(f"{where} is {name!r}; name it {own}-...")
        if path == SECRETS_PATH and subject.kind != SECRET_CARRIER:
            found += [] if read(volume, "readOnly") else [f"{where} is writable; set read_only"]
        elif subject.kind == SECRET_CARRIER and path != SECRETS_PATH:
            found.append(f"{where}: a carrier mounts {SECRETS_PATH} only")
    return found


def check_networks(props: Properties, subject: Subject) -> list[str]:
    """5.30: only networks of this environment, and each only for its members."""
    start = prefix(subject.environment)
    names = [read(record, "name") for record in read_records(props, "networksAdvanced")]
    if subject.kind == SECRET_CARRIER:
        return [f"a carrier has no network, got {names}"] if names else []
    found = [] if names else ["no network is named; the engine's default bridge is not accepted"]
    for name in names:
        if not isinstance(name, str) or not name.startswith(start):
            found.append(f"network {name!r} is not one of {start}*")
            continue
        found += _check_membership(subject.workload, name.removeprefix(start))
    return found


def _check_membership(workload: str, network: str) -> list[str]:
    if network == EDGE_NETWORK:
        publishes = workload in PUBLISHED_PORTS
        return [] if publishes else [f"{workload} publishes nothing; remove network {network}"]
    if network not in NETWORK_MEMBERS:
        return [f"network {network} is not an accepted one; policies/accepted.py names them"]
    if workload not in NETWORK_MEMBERS[network]:
        return [f"{workload} may not join network {network}; remove it"]
    return []


def check_ports(props: Properties, subject: Subject) -> list[str]:
    """5.8, 5.9, 5.14: the declared port of the workload, on one named address."""
    found = []
    declared = PUBLISHED_PORTS.get(subject.workload)
    offset = PORT_OFFSETS.get(subject.environment, 0)
    for port in read_records(props, "ports"):
        inside, outside, address = (read(port, key) for key in ("internal", "external", "ip"))
        if declared is None or subject.kind == SECRET_CARRIER:
            found.append(f"{subject.workload} may not publish port {inside}; remove it")
        elif (inside, outside) != (declared, declared + offset):
            expected = f"{declared + offset}->{declared}"
            found.append(f"published port is {outside}->{inside}, expected {expected}")
        found += _check_address(address, subject.environment)
    return found


def _check_address(address: object, environment: str) -> list[str]:
    try:
        parsed = ipaddress.ip_address(str(address))
    except ValueError:
        return [f"published on {address!r}; set an IP address"]
    if parsed.is_unspecified:
        return [f"published on every interface ({address}); set one address"]
    if environment in LOCAL_ENVIRONMENTS and not parsed.is_loopback:
        return [f"published on {address}; {environment} publishes on 127.0.0.1 only"]
    return []


def check_carrier(props: Properties, subject: Subject) -> list[str]:
    """Only a secret carrier takes uploads, and it never starts."""
    uploads = len(read_items(props, "uploads"))
    if subject.kind != SECRET_CARRIER:
        return ["files are uploaded; only a secret carrier may"] if uploads else []
    return [
        f"{name} is not false; a carrier is created, never started"
        for name in ("start", "mustRun")
        if read(props, name) is not False
    ]
