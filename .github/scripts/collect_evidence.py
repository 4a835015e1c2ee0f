#!/usr/bin/env python3
"""Arrange the evidence of an environment by image name, for upload as CI artifacts.

Usage: collect_evidence.py ENVIRONMENT FOLDER. Writes `FOLDER/evidence/<image>/` (all files, as they
are), `FOLDER/evidence/keys/` (the public keys that verify them) and `FOLDER/sarif/<image>.sarif`
(with a category per image, because code scanning refuses two runs of one tool in the same
category). An image without a SARIF file is an error, not a gap.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from images.stage import locked_references
from novaos.errors import NovaosError
from novaos.evidence import EvidenceFolder, write_atomically
from policies.trusted_keys import load_trusted_keys


def categorise(sarif: dict[str, Any], image: str) -> dict[str, Any]:
    """Return `sarif` with every run filed under the category of `image`."""
    details = {"automationDetails": {"id": f"trivy/{image}/"}}
    return {**sarif, "runs": [{**run, **details} for run in sarif["runs"]]}


def collect(environment: str, target: Path) -> list[str]:
    """Copy the evidence of every locked image to `target` and return the image names.

    Raises `EvidenceError` if an image has no scan results.
    """
    references = locked_references(environment)
    for image, reference in references.items():
        folder = EvidenceFolder(environment, reference.digest)
        sarif = categorise(folder.require_json("scan.sarif"), image)
        write_atomically(target / "sarif" / f"{image}.sarif", json.dumps(sarif).encode())
        shutil.copytree(folder.path, target / "evidence" / image, dirs_exist_ok=True)
    for key in load_trusted_keys(environment):
        write_atomically(target / "evidence" / "keys" / key.path.name, key.path.read_bytes())
    return sorted(references)


def main() -> int:
    """Run as a program."""
    environment, target = sys.argv[1:]
    try:
        names = collect(environment, Path(target))
    except NovaosError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(f"collected evidence of {', '.join(names)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
