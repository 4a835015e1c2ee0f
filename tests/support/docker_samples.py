"""One sample of every property that the docker plugin implements, and a second value that differs.

`path` notation: `ports.ip` is the property `ip` of the items of `ports`. Every sample is a complete
value of its top-level property, so that it can be checked, rendered and sent to an engine.
"""

from typing import Any

from infra.plugins.docker_provider import schema

IMAGE = "127.0.0.1:5760/novaos-test/x@sha256:" + "a" * 64
OTHER_IMAGE = "127.0.0.1:5760/novaos-test/x@sha256:" + "b" * 64
BASE: dict[str, dict[str, Any]] = {
    "Container": {"image": IMAGE, "name": "sample"},
    "Network": {"name": "sample"},
    "Volume": {"name": "sample"},
    "RemoteImage": {"name": IMAGE},
}

CONTAINER: dict[str, tuple[Any, Any]] = {
    "attach": (True, False),
    "capabilities": ({"adds": ["NET_ADMIN"], "drops": ["ALL"]}, {"drops": ["NET_RAW"]}),
    "cgroupParent": ("/one", "/two"),
    "cgroupnsMode": ("host", "private"),
    "command": (["/bin/sleep", "1"], ["/bin/sleep", "2"]),
    "containerReadRefreshTimeoutMilliseconds": (1000, 2000),
    "cpuPeriod": (100000, 50000),
    "cpuQuota": (50000, 25000),
    "cpuSet": ("0", "0-1"),
    "cpuShares": (512, 256),
    "cpus": ("0.5", "0.25"),
    "destroyGraceSeconds": (3, 5),
    "dns": (["192.0.2.1"], ["192.0.2.2"]),
    "dnsOpts": (["ndots:1"], ["ndots:2"]),
    "dnsSearches": (["a.test"], ["b.test"]),
    "domainname": ("a.test", "b.test"),
    "entrypoints": (["/bin/cat"], ["/bin/sleep"]),
    "envs": (["A=1", "B=2"], ["A=1", "B=3"]),
    "groupAdds": (["2000"], ["3000"]),
    "healthcheck": (
        {
            "tests": ["CMD", "/bin/true"],
            "interval": "2s",
            "timeout": "1m30s",
            "startPeriod": "500ms",
            "retries": 3,
        },
        {"tests": ["CMD", "/bin/false"]},
    ),
    "hostname": ("one", "two"),
    "hosts": ([{"host": "a", "ip": "192.0.2.1"}], [{"host": "a", "ip": "192.0.2.2"}]),
    "image": (IMAGE, OTHER_IMAGE),
    "init": (True, False),
    "ipcMode": ("private", "none"),
    "labels": ([{"label": "a", "value": "1"}], [{"label": "a", "value": "2"}]),
    "logDriver": ("json-file", "none"),
    "logOpts": ({"max-size": "10m"}, {"max-size": "20m"}),
    "logs": (True, False),
    "maxRetryCount": (3, 4),
    "memory": (64, 128),
    "memoryReservation": (32, 48),
    "memorySwap": (128, 256),
    "mounts": (
        [
            {
                "type": "bind",
                "target": "/b",
                "source": "/tmp",  # noqa: S108 - a path for a bind mount, nothing is written
                "readOnly": True,
                "bindOptions": {"propagation": "rprivate"},
            },
            {
                "type": "volume",
                "target": "/v",
                "source": "sample-volume",
                "volumeOptions": {
                    "noCopy": True,
                    "labels": [{"label": "a", "value": "1"}],
                    "driverName": "local",
                    "driverOptions": {"type": "tmpfs", "device": "tmpfs"},
                },
            },
            {"type": "tmpfs", "target": "/t", "tmpfsOptions": {"sizeBytes": 65536, "mode": 448}},
        ],
        [{"type": "tmpfs", "target": "/t"}],
    ),
    "mustRun": (False, True),
    "name": ("sample-one", "sample-two"),
    "networkMode": ("none", "host"),
    "networksAdvanced": (
        [
            {
                "name": "sample-network",
                "aliases": ["db"],
                "driverOpts": ["a=b"],
                "ipv4Address": "192.0.2.10",
                "ipv6Address": "2001:db8::10",
                "linkLocalIps": ["169.254.1.1"],
                "macAddress": "02:42:c0:00:02:0a",
            },
        ],
        [{"name": "sample-network"}],
    ),
    "pidMode": ("host", "container:x"),
    "ports": (
        [{"internal": 80, "external": 8080, "ip": "127.0.0.1", "protocol": "udp"}],
        [{"internal": 80, "external": 8081}],
    ),
    "privileged": (True, False),
    "publishAllPorts": (True, False),
    "readOnly": (True, False),
    "removeVolumes": (False, True),
    "restart": ("always", "unless-stopped"),
    "rm": (True, False),
    "runtime": ("runc", "other"),
    "securityOpts": (["no-new-privileges:true"], ["seccomp=unconfined"]),
    "shmSize": (8, 16),
    "start": (False, True),
    "stdinOpen": (True, False),
    "stopSignal": ("SIGINT", "SIGQUIT"),
    "stopTimeout": (3, 4),
    "sysctls": ({"net.ipv4.ip_forward": "0"}, {"net.ipv4.ip_forward": "1"}),
    "tmpfs": ({"/tmp": "size=1m"}, {"/tmp": "size=2m"}),  # noqa: S108 - in the container
    "tty": (True, False),
    "ulimits": (
        [{"name": "nofile", "soft": 10, "hard": 20}],
        [{"name": "nofile", "soft": 10, "hard": 30}],
    ),
    "uploads": (
        [
            {
                "file": "/data/a",
                "content": "x",
                "permissions": "0400",
                "owner": "1000",
                "group": "1000",
            },
            {"file": "/data/b", "contentBase64": "eA==", "executable": True},
        ],
        [{"file": "/data/a", "content": "y"}],
    ),
    "user": ("1000:1000", "1001"),
    "usernsMode": ("host", "other"),
    "volumes": (
        [
            {"volumeName": "sample-volume", "containerPath": "/data", "readOnly": True},
            {"hostPath": "/srv", "containerPath": "/srv"},
            {"fromContainer": "other"},
        ],
        [{"volumeName": "sample-volume", "containerPath": "/data"}],
    ),
    "wait": (True, False),
    "waitTimeout": (5, 6),
    "workingDir": ("/data", "/tmp"),  # noqa: S108 - in the container
}
NETWORK: dict[str, tuple[Any, Any]] = {
    "attachable": (True, False),
    "driver": ("bridge", "macvlan"),
    "internal": (True, False),
    "ipamConfigs": (
        [
            {
                "subnet": "192.0.2.0/24",
                "ipRange": "192.0.2.128/25",
                "gateway": "192.0.2.1",
                "auxAddress": {"a": "192.0.2.5"},
            },
        ],
        [{"subnet": "198.51.100.0/24"}],
    ),
    "ipamDriver": ("other", "default"),
    "ipamOptions": ({"a": "b"}, {"a": "c"}),
    "ipv6": (True, False),
    "labels": ([{"label": "a", "value": "1"}], [{"label": "a", "value": "2"}]),
    "name": ("sample-one", "sample-two"),
    "options": ({"com.docker.network.bridge.enable_icc": "false"}, {"x": "y"}),
}
VOLUME: dict[str, tuple[Any, Any]] = {
    "driver": ("local", "other"),
    "driverOpts": ({"type": "tmpfs"}, {"type": "nfs"}),
    "labels": ([{"label": "a", "value": "1"}], [{"label": "a", "value": "2"}]),
    "name": ("sample-one", "sample-two"),
}
REMOTE_IMAGE: dict[str, tuple[Any, Any]] = {
    "forceRemove": (True, False),
    "keepLocally": (True, False),
    "name": (IMAGE, OTHER_IMAGE),
    "pullTriggers": (["a"], ["b"]),
    "triggers": ({"a": "1"}, {"a": "2"}),
}
SAMPLES = {
    "Container": CONTAINER,
    "Network": NETWORK,
    "Volume": VOLUME,
    "RemoteImage": REMOTE_IMAGE,
}
REFUSED_SAMPLES: dict[str, dict[str, Any]] = {
    "Container": {
        "deviceCgroupRules": ["c 1:3 r"],
        "deviceReadBps": [{"path": "/dev/sda", "rate": 1}],
        "deviceReadIops": [{"path": "/dev/sda", "rate": 1}],
        "deviceRequests": [{"count": 1}],
        "deviceWriteBps": [{"path": "/dev/sda", "rate": 1}],
        "deviceWriteIops": [{"path": "/dev/sda", "rate": 1}],
        "devices": [{"hostPath": "/dev/null"}],
        "gpus": "all",
        "healthcheck.startInterval": {"tests": ["CMD", "/bin/true"], "startInterval": "1s"},
        "mounts[0].volumeOptions.subpath": [
            {"type": "volume", "target": "/v", "volumeOptions": {"subpath": "x"}},
        ],
        "networksAdvanced[0].gwPriority": [{"name": "n", "gwPriority": 1}],
        "platform": "linux/amd64",
        "storageOpts": {"size": "1G"},
        "uploads[0].source": [{"file": "/data/a", "source": "/etc/hostname"}],
        "uploads[0].sourceHash": [{"file": "/data/a", "content": "x", "sourceHash": "y"}],
        "volumes[0].selinuxRelabel": [
            {"volumeName": "v", "containerPath": "/v", "selinuxRelabel": "z"},
        ],
    },
    "Network": {"ingress": True},
    "Volume": {"cluster": {"scope": "single"}},
    "RemoteImage": {"build": {"context": "."}, "platform": "linux/amd64"},
}

TOKENS = {token.rpartition(":")[2]: token for token in schema.TOKENS}
SAMPLED = [(name, prop) for name, samples in SAMPLES.items() for prop in samples]
