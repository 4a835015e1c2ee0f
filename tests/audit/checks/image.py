"""Checks of the image: it is the locked one, by digest, and it is built to be run hardened."""

from tests.audit.expected import Expected
from tests.audit.facts import Facts


def check_image_digest(facts: Facts, expected: Expected) -> list[str]:
    """The running image is, byte for byte, the one that the lock names."""
    findings = []
    named = facts.inspected("Config.Image")
    running = facts.inspected("Image")
    if running not in expected.image_ids:
        findings.append(f"image id is {running}, the lock says {sorted(expected.image_ids)}")
    if expected.loaded_by_id:
        return findings
    if named != expected.image:
        findings.append(f"image is {named!r}, the lock says {expected.image!r}")
    digests = facts.follow(facts.image, "RepoDigests", "image") or []
    if expected.image not in digests:
        findings.append(f"the engine knows the image as {digests}, not as {expected.image}")
    return findings


def check_image_user(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The image itself names a numeric user that is not root."""
    user = facts.follow(facts.image, "Config.User", "image")
    uid = user.partition(":")[0]
    if uid.isdecimal() and int(uid) > 0:
        return []
    return [f"the image's user is {user!r}, expected a numeric one above 0"]


def check_image_history(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The image was assembled without a Dockerfile's ADD, and without update-only steps."""
    history = facts.follow(facts.image, "History", "image") or []
    return [
        f"layer was made by {entry['CreatedBy']!r}"
        for entry in history
        if (entry.get("CreatedBy") or "").startswith(("ADD ", "/bin/sh -c #(nop) ADD"))
        or "apt-get update" in (entry.get("CreatedBy") or "")
    ]


def check_apparmor(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """An AppArmor profile confines the container."""
    profile = facts.container.get("AppArmorProfile") or ""
    return [] if profile not in {"", "unconfined"} else [f"AppArmor profile is {profile!r}"]


def check_selinux(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """An SELinux label confines the container."""
    label = facts.container.get("ProcessLabel") or ""
    return [] if label else ["there is no SELinux label"]
