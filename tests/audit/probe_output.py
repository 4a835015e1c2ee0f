"""Read the probe's sections: processes, limits, mounts, sockets, routes, programs, secret files.

Text in, frozen values out. What does not have the expected form raises `CouldNotLookError`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.audit.facts import CouldNotLookError, Facts, Section

_TCP_LISTEN = "0A"
"""State column of /proc/net/tcp: TCP_LISTEN (include/net/tcp_states.h)."""
_SOCKET_COLUMNS = 4
_UDP_UNCONNECTED = "07"
_HEX = 16


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the audited container, as /proc shows it."""

    pid: int
    name: str
    status: Mapping[str, str]

    def ids(self, field: str) -> tuple[int, ...]:
        """Real, effective, saved and file system id of `Uid` or `Gid`."""
        return tuple(int(word) for word in self.value(field).split())

    def value(self, field: str) -> str:
        """One line of /proc/<pid>/status."""
        if field not in self.status:
            raise CouldNotLookError(f"/proc/{self.pid}/status has no {field}")
        return self.status[field]


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of /proc/<pid>/mountinfo (proc(5))."""

    target: str
    options: frozenset[str]
    """Flags of this mount: what counts for ro, nosuid, nodev and noexec."""
    filesystem: str
    filesystem_options: frozenset[str]
    """Options of the file system, which other mounts may share: size, uid, gid."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file that the probe listed; the path has no leading slash."""

    mode: int
    uid: int
    gid: int
    kind: str
    path: str

    @property
    def name(self) -> str:
        """Last part of the path."""
        return self.path.rpartition("/")[2]


def parse_sections(output: str, nonce: str) -> dict[str, Section]:
    """Split what the probe wrote into its sections."""
    sections: dict[str, Section] = {}
    for piece in output.split(f"\n@@{nonce} begin ")[1:]:
        name, _, rest = piece.partition("\n")
        body, marker, status = rest.rpartition(f"\n@@{nonce} end ")
        if not marker or name in sections:
            raise CouldNotLookError(f"the probe's section {name!r} is cut off or comes twice")
        sections[name] = Section(body, int(status.strip()))
    return sections


def processes(facts: Facts) -> tuple[Process, ...]:
    """All processes of the container; PID 1 has to be among them."""
    seen = {name.removeprefix("status ") for name in facts.sections if name.startswith("status ")}
    gone = {name.removeprefix("gone ") for name in facts.sections if name.startswith("gone ")}
    pids = sorted(int(pid) for pid in seen - gone)
    if 1 not in pids:
        raise CouldNotLookError(f"{facts.workload}: PID 1 was not seen")
    found = []
    for pid in pids:
        lines = facts.section(f"status {pid}").splitlines()
        status = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
        found.append(Process(pid, status.get("Name", ""), status))
    return tuple(found)


def limits(facts: Facts) -> dict[str, tuple[str, str]]:
    """Soft and hard limit by the name that /proc/1/limits gives, in lower case."""
    width = 26
    """Column of the soft limit (fs/proc/base.c, proc_pid_limits)."""
    found = {}
    for line in facts.section("limits").splitlines()[1:]:
        words = line[width:].split()
        found[line[:width].strip().lower()] = (words[0], words[1])
    return found


def mounts(facts: Facts) -> dict[str, Mount]:
    """Topmost mount by target."""
    found = {}
    for line in facts.section("mounts").splitlines():
        before, separator, after = line.partition(" - ")
        if not separator:
            continue
        words, tail = before.split(), after.split()
        options, filesystem_options = (frozenset(text.split(",")) for text in (words[5], tail[2]))
        found[words[4]] = Mount(words[4], options, tail[0], filesystem_options)
    return found


def listening_ports(facts: Facts) -> dict[str, set[int]]:
    """Ports that accept connections from other containers, by protocol; loopback left out."""
    found: dict[str, set[int]] = {"tcp": set(), "udp": set()}
    for protocol, state in (("tcp", _TCP_LISTEN), ("udp", _UDP_UNCONNECTED)):
        for family in ("", "6"):
            for line in facts.section(protocol + family).splitlines()[1:]:
                words = line.split()
                if len(words) < _SOCKET_COLUMNS or words[3] != state:
                    continue
                address, _, port = words[1].partition(":")
                if not is_loopback(address):
                    found[protocol].add(int(port, _HEX))
    return found


def is_loopback(address: str) -> bool:
    """Tell whether an address of /proc/net/tcp or tcp6 (little-endian words) is loopback.

    127.0.0.0/8 holds the engine's own resolver, 127.0.0.11, in every container.
    """
    ipv4_loopback_first_byte = "7F"
    ipv6_loopback = "00000000000000000000000001000000"
    ipv4_mapped = "0000000000000000FFFF0000"
    if len(address) == len(ipv6_loopback):
        mapped = address.startswith(ipv4_mapped) and address.endswith(ipv4_loopback_first_byte)
        return address == ipv6_loopback or mapped
    return address.endswith(ipv4_loopback_first_byte)


def file_entries(facts: Facts, section: str) -> tuple[FileEntry, ...]:
    """Files of the section `programs` or `secrets`."""
    return tuple(_file_entries(facts.section(section).split("\0")))


def _file_entries(records: Iterable[str]) -> Iterable[FileEntry]:
    for record in records:
        if not record.strip():
            continue
        mode, uid, gid, kind, path = record.split("\t", 4)
        yield FileEntry(int(mode, 8), int(uid), int(gid), kind, path)
