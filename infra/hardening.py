"""Hardening as container properties: the profile of `policies`, spelled for the docker provider."""

from typing import Any

from policies.hardening_profile import HardeningProfile


def render_hardening(profile: HardeningProfile) -> dict[str, Any]:
    """Properties that the profile gives to every container."""
    return {
        "user": profile.user,
        "read_only": profile.read_only,
        "capabilities": {"drops": list(profile.cap_drop), "adds": list(profile.cap_add)},
        "security_opts": list(profile.security_opts),
        "tmpfs": {mount.path: mount.options for mount in profile.tmpfs},
        "ulimits": [
            {"name": "nofile", "soft": profile.nofile, "hard": profile.nofile},
            {"name": "nproc", "soft": profile.nproc, "hard": profile.nproc},
        ],
        "init": profile.init,
        "ipc_mode": profile.ipc_mode,
        "cgroupns_mode": profile.cgroupns_mode,
        "log_driver": profile.log_driver,
        "log_opts": {"max-size": profile.log_max_size, "max-file": profile.log_max_files},
    }
