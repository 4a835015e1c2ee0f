"""What to do about failures of the engine that people meet: a table of texts and fixes."""

import re

_HINTS = (
    (
        r"port is already allocated|address already in use|ports are not available",
        "another program has the port: find it with `ss -ltnp`, stop it and deploy again",
    ),
    (
        r"Cannot connect to the Docker daemon|docker\.sock|Error while fetching server API version",
        "the engine does not answer: start it (`systemctl start docker`, or `make up`)",
    ),
    (
        r"127\.0\.0\.1:5760.*(refused|timeout)|(manifest|repository).*(unknown|not found)",
        "the registry does not have the image or does not answer: run `make build`",
    ),
    (
        r"No space left on device|no space left",
        "the disk is full: free space (`docker system df` shows what the engine uses)",
    ),
    (
        r"non-overlapping IPv4 address pool|address pools have been fully subnetted",
        "the engine has no subnet left: `docker network prune`, or more default-address-pools",
    ),
    (
        r"incorrect passphrase",
        "the state was encrypted with another passphrase: restore secrets/<environment>/",
    ),
    (
        r"no resource plugin 'pulumi-resource-docker|no language plugin",
        "Pulumi's plugins are not installed: run `make tools`",
    ),
    (
        r"(network|volume|container).*(already exists|already in use)",
        "another checkout left it: run `make down` there or here (data volumes are kept)",
    ),
)


def hint_for(text: str) -> str:
    """The fix for a known failure, or the general one."""
    for pattern, fix in _HINTS:
        if re.search(pattern, text, re.IGNORECASE):
            return fix
    return "correct the cause named above and run the same command again"
