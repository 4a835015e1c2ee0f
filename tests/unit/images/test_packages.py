"""Which packages come with the wanted ones."""

import pytest

from images.packages import Package, closure, parse_available
from novaos.errors import PreconditionError

INDEX = """Package: app
Version: 2:1.0-1
Architecture: amd64
Pre-Depends: libc (>= 2.4)
Depends: lib-a (>= 1) | lib-b, virtual, tool:any
Size: 10
SHA256: aa

Package: libc
Version: 2.41
Architecture: amd64
Size: 20
SHA256: bb

Package: lib-b
Version: 1
Architecture: all
Size: 5
SHA256: cc

Package: provider
Version: 1
Architecture: all
Provides: virtual (= 3)
Size: 5
SHA256: dd

Package: tool
Version: 1
Architecture: all
Depends: app
Size: 5
SHA256: ee

Package: only-known
Version: 1
Architecture: amd64
"""
AVAILABLE = parse_available(INDEX)


def names(*wanted: str, without: tuple[str, ...] = (), present: tuple[str, ...] = ()) -> list[str]:
    return [p.name for p in closure(wanted, AVAILABLE, without=without, present=present)]


def test_index_entries_are_read_and_those_without_hash_are_not_offered() -> None:
    assert AVAILABLE["app"] == Package(
        "app",
        "2:1.0-1",
        "amd64",
        "aa",
        10,
        (("libc",), ("lib-a", "lib-b"), ("virtual",), ("tool",)),
        (),
    )
    assert "only-known" not in AVAILABLE


def test_dependencies_alternatives_and_virtual_packages_come_along() -> None:
    assert names("app") == ["app", "lib-b", "libc", "provider", "tool"]


def test_left_out_packages_and_what_only_they_need_stay_out() -> None:
    assert names("app", without=("tool", "virtual")) == ["app", "lib-b", "libc"]


def test_what_a_lower_layer_has_is_not_brought_again() -> None:
    assert names("app", present=("libc", "provider", "tool")) == ["app", "lib-b"]


def test_unknown_package_is_refused_by_name() -> None:
    with pytest.raises(PreconditionError, match="no-such-package"):
        names("no-such-package")


def test_wanting_and_leaving_out_is_a_contradiction() -> None:
    with pytest.raises(PreconditionError, match="libc"):
        names("libc", without=("libc",))
