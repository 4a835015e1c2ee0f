"""Attach sigstore bundles to an image digest in its registry, and read them back.

A bundle is the only layer of an OCI artifact manifest whose `subject` is the image, the same shape
that cosign 3 writes, so `cosign verify` finds it. Our manifests carry no time, so the same bundle
gives the same manifest digest, and attaching twice changes nothing.
https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
"""

import json
from dataclasses import dataclass
from typing import Any

from novaos.errors import EvidenceError
from novaos.reference import Digest, ImageReference
from sbom.envelope import BUNDLE_MEDIA_TYPE
from sbom.registry import Registry
from sbom.strict_json import parse_object

_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"
_EMPTY = b"{}"
_ATTACHMENT = "dev.novaos.attachment"
"""Annotation of ours: which evidence this is. Only manifests that carry it are replaced."""
_OK, _CREATED, _ACCEPTED, _NOT_FOUND = 200, 201, 202, 404


@dataclass(frozen=True, slots=True)
class Referrers:
    """What the registry lists for an image."""

    descriptors: tuple[dict[str, Any], ...]
    by_tag: bool
    """The registry lacks the referrers API; the list is the index under the fallback tag."""

    def digests(self) -> set[str]:
        """Digests of the listed manifests."""
        return {str(descriptor.get("digest")) for descriptor in self.descriptors}


def fetch_referrers(registry: Registry, digest: Digest) -> Referrers:
    """List the manifests that refer to `digest`, by the API or by the fallback tag."""
    response = registry.request("GET", f"referrers/{digest}", headers={"Accept": _INDEX})
    if response.status == _OK:
        return Referrers(_manifests(response.body, digest), by_tag=False)
    index = registry.manifest(f"sha256-{digest.hex}")
    return Referrers(() if index is None else _manifests(index, digest), by_tag=True)


def fetch_bundles(registry: Registry, referrers: Referrers) -> list[bytes]:
    """Content of every listed sigstore bundle; other kinds of artifacts are left out."""
    found = []
    for text in sorted(referrers.digests()):
        manifest = registry.manifest(Digest(text))
        if manifest is None:
            continue
        layers = parse_object(manifest, f"manifest {text}").get("layers") or []
        kinds = [layer.get("mediaType") for layer in layers if isinstance(layer, dict)]
        if kinds == [BUNDLE_MEDIA_TYPE]:
            content = registry.blob(Digest(layers[0]["digest"]))
            found += [] if content is None else [content]
    return found


def artifact_manifest(name: str, predicate_type: str, bundle: bytes, subject: bytes) -> bytes:
    """Bytes of the manifest that attaches `bundle` to the image whose manifest is `subject`."""
    return _render(
        {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "artifactType": BUNDLE_MEDIA_TYPE,
            "config": _descriptor("application/vnd.oci.empty.v1+json", _EMPTY),
            "layers": [_descriptor(BUNDLE_MEDIA_TYPE, bundle)],
            "subject": _descriptor(_media_type(subject), subject),
            "annotations": {
                _ATTACHMENT: name,
                "dev.sigstore.bundle.content": "dsse-envelope",
                "dev.sigstore.bundle.predicateType": predicate_type,
            },
        },
    )


def attach(
    registry: Registry,
    image: ImageReference,
    manifest: bytes,
    bundle: bytes,
) -> None:
    """Upload the bundle and its artifact manifest, and take out the one it replaces."""
    for content in (_EMPTY, bundle):
        _upload(registry, content)
    digest = Digest.of_bytes(manifest)
    headers = {"Content-Type": _MANIFEST}
    response = registry.request("PUT", f"manifests/{digest}", manifest, headers)
    if response.status != _CREATED:
        raise registry.trouble("PUT", f"manifests/{digest}", response)
    listed = fetch_referrers(registry, image.digest)
    fields = json.loads(manifest)
    entry = {
        **_descriptor(_MANIFEST, manifest),
        "artifactType": fields["artifactType"],
        "annotations": fields["annotations"],
    }
    name = fields["annotations"][_ATTACHMENT]
    replaced = [d for d in listed.descriptors if _is_ours(d, name) and d["digest"] != str(digest)]
    if not listed.by_tag:
        for old in replaced:
            registry.request("DELETE", f"manifests/{old['digest']}")
        return
    kept = [d for d in listed.descriptors if d not in replaced and d["digest"] != str(digest)]
    write_fallback_index(registry, image.digest, [*kept, entry])


def write_fallback_index(registry: Registry, digest: Digest, entries: list[dict[str, Any]]) -> None:
    """Replace the list under the fallback tag of `digest`."""
    tag = f"sha256-{digest.hex}"
    index = _render({"schemaVersion": 2, "mediaType": _INDEX, "manifests": entries})
    response = registry.request("PUT", f"manifests/{tag}", index, {"Content-Type": _INDEX})
    if response.status != _CREATED:
        raise registry.trouble("PUT", f"manifests/{tag}", response)


def _is_ours(descriptor: dict[str, Any], name: str) -> bool:
    annotations = descriptor.get("annotations")
    return isinstance(annotations, dict) and annotations.get(_ATTACHMENT) == name


def _upload(registry: Registry, content: bytes) -> None:
    digest = Digest.of_bytes(content)
    if registry.request("HEAD", f"blobs/{digest}").status == _OK:
        return
    started = registry.request("POST", "blobs/uploads/")
    location = started.headers.get("location", "")
    if started.status != _ACCEPTED or not location:
        raise registry.trouble("POST", "blobs/uploads/", started)
    path = "/" + location.split("://", 1)[-1].partition("/")[2] if "://" in location else location
    target = f"{path}{'&' if '?' in path else '?'}digest={digest}"
    headers = {"Content-Type": "application/octet-stream"}
    done = registry.request("PUT", target, content, headers)
    if done.status != _CREATED:
        raise registry.trouble("PUT", target, done)


def _manifests(index: bytes, digest: Digest) -> tuple[dict[str, Any], ...]:
    listed = parse_object(index, f"referrers of {digest}").get("manifests") or []
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise EvidenceError(f"referrers of {digest}: the list is no OCI index")
    return tuple(listed)


def _media_type(manifest: bytes) -> str:
    return str(parse_object(manifest, "image manifest").get("mediaType", _MANIFEST))


def _descriptor(media_type: str, content: bytes) -> dict[str, Any]:
    digest = Digest.of_bytes(content)
    return {"mediaType": media_type, "digest": str(digest), "size": len(content)}


def _render(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
