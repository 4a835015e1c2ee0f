"""Read which shared libraries a 64-bit ELF file asks for. Format: System V gABI, chapters 4, 5."""

import struct

_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRING_TABLE = 1, 5


def needed_libraries(content: bytes) -> list[str]:
    """Return the DT_NEEDED names of an ELF file; none for any other file."""
    if content[:5] != b"\x7fELF\x02":
        return []
    headers = _program_headers(content)
    entries = [
        entry
        for kind, offset, _, size in headers
        if kind == _DYNAMIC
        for entry in struct.iter_unpack("<qQ", content[offset : offset + size // 16 * 16])
    ]
    tables = [value for tag, value in entries if tag == _STRING_TABLE]
    if not tables:
        return []
    start = _file_offset(headers, tables[0])
    return [_string(content, start + value) for tag, value in entries if tag == _NEEDED]


def _program_headers(content: bytes) -> list[tuple[int, int, int, int]]:
    (table,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    found = []
    for index in range(count):
        kind, _, offset, address, _, length = struct.unpack_from(
            "<IIQQQQ", content, table + index * size
        )
        found.append((kind, offset, address, length))
    return found


def _file_offset(headers: list[tuple[int, int, int, int]], address: int) -> int:
    for kind, offset, start, size in headers:
        if kind == _LOAD and start <= address < start + size:
            return offset + address - start
    raise ValueError(f"address {address:#x} is in no segment")


def _string(content: bytes, start: int) -> str:
    return content[start : content.index(b"\0", start)].decode()
