"""Package URLs of locks, SBOMs and provenance compare by what they mean."""

from dataclasses import replace

import pytest

from novaos.errors import EvidenceError
from novaos.reference import Digest
from sbom.materials import PackageKey, check_same_packages, lock_materials, parse_purl
from tests.support.small_image import NPM, small_lock

LIBC = PackageKey("deb", "libc6", "2.41-12")
IDNA = PackageKey("pypi", "idna", "3.10")
HTMX = PackageKey("npm", "htmx.org", "2.0.11")
GO = PackageKey("golang", "registry", "")


@pytest.mark.parametrize(
    ("purl", "key"),
    [
        ("pkg:deb/debian/libc6@2.41-12?arch=amd64&distro=debian-13&upstream=glibc", LIBC),
        ("pkg:deb/debian/libc6@2.41-12", LIBC),
        ("pkg:deb/debian/libstdc%2B%2B6@14.2.0-19", PackageKey("deb", "libstdc++6", "14.2.0-19")),
        ("pkg:deb/debian/zlib1g@1%3A1.3%2Bb1", PackageKey("deb", "zlib1g", "1:1.3+b1")),
        ("pkg:deb/debian/zlib1g@1:1.3+b1", PackageKey("deb", "zlib1g", "1:1.3+b1")),
        ("pkg:pypi/Typing_Extensions@4.0", PackageKey("pypi", "typing-extensions", "4.0")),
        ("pkg:pypi/ruamel.yaml@0.18", PackageKey("pypi", "ruamel-yaml", "0.18")),
        ("pkg:npm/htmx.org@2.0.11", PackageKey("npm", "htmx.org", "2.0.11")),
        ("pkg:npm/%40a/x@1.0.0", PackageKey("npm", "@a/x", "1.0.0")),
        ("pkg:golang/github.com/x/y#cmd/registry", PackageKey("golang", "y", "")),
    ],
)
def test_package_url_is_reduced_to_its_meaning(purl: str, key: PackageKey) -> None:
    assert parse_purl(purl) == key


@pytest.mark.parametrize(
    "purl", ["", "libc6", "pkg:deb", "pkg:/libc6@1", "pkg:deb/@1", "PKG:x/y@1"]
)
def test_what_is_no_package_url_is_refused(purl: str) -> None:
    with pytest.raises(EvidenceError, match="is not a package URL"):
        parse_purl(purl)


def test_lock_gives_every_package_with_its_hash() -> None:
    lock = replace(small_lock(Digest(f"sha256:{'d' * 64}")), npm=(NPM,))
    found = {(each.key, each.sha256) for each in lock_materials(lock)}
    assert found == {(LIBC, "a" * 64), (IDNA, "b" * 64), (HTMX, "c" * 64)}


def test_packages_of_two_scopes_are_two_packages() -> None:
    assert parse_purl("pkg:npm/%40a/x@1.0.0") != parse_purl("pkg:npm/%40b/x@1.0.0")


def test_equal_sets_have_no_finding() -> None:
    assert not check_same_packages({LIBC: None, IDNA: None}, [IDNA, LIBC], "sbom")


def test_missing_and_extra_packages_are_named() -> None:
    assert check_same_packages({IDNA: None}, [LIBC], "sbom") == [
        "sbom: deb libc6 2.41-12 is in the lock but not here",
        "sbom: pypi idna 3.10 is not in the lock",
    ]


def test_what_a_locked_package_contains_is_no_input_of_its_own() -> None:
    assert not check_same_packages({LIBC: None, GO: LIBC}, [LIBC], "sbom")
    assert check_same_packages({LIBC: None, GO: IDNA}, [LIBC], "sbom")
    assert check_same_packages({GO: LIBC}, [LIBC, GO], "sbom") == [
        "sbom: deb libc6 2.41-12 is in the lock but not here",
    ]
