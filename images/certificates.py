"""Make the bundle of CA certificates that ca-certificates' maintainer script would make."""

from images.tree import Tree, add, file_node
from novaos.errors import PreconditionError

BUNDLE = "etc/ssl/certs/ca-certificates.crt"
_SOURCE = "usr/share/ca-certificates/"


def add_certificates(tree: Tree) -> None:
    """Join the certificates in the tree into the bundle that OpenSSL reads."""
    parts = [
        node.content
        for path, node in sorted(tree.items())
        if path.startswith(_SOURCE) and path.endswith(".crt")
    ]
    if not parts:
        raise PreconditionError(
            "a CA bundle is wanted, but the layer has no certificates",
            fix="add ca-certificates to the layer's debs",
        )
    add(tree, BUNDLE, file_node(b"".join(parts)), "CA bundle")
