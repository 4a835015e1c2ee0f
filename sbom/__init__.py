"""What we can say about an image: SBOM, scan, provenance, signed and attached to its digest."""
