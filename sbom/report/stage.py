"""The door of the report: write it, and verify one that was written.

The report is written whatever it says: a failed control is its content, not its failure.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from novaos import workspace
from novaos.evidence import write_atomically
from sbom.cosign import EMPTY_TRUSTED_ROOT
from sbom.report.assembly import EvidenceSources, assemble_report
from sbom.report.catalogue import load_catalogue
from sbom.report.document import render_document
from sbom.report.page import headline, render_page, verification_command
from sbom.report.signature import BUNDLE, DATA, PAGE, sign_report
from sbom.report.signature import verify_report as verify_signed_report
from sbom.signing_key import ensure_key_pair
from sbom.trusted_key import TrustedKey, load_trusted_key

CATALOGUE = workspace.REPOSITORY / "policies" / "controls"


def report_folder(environment: str) -> Path:
    """Where the report of `environment` is written."""
    return workspace.VAR / "report" / environment


def write_report(environment: str, say: Callable[[str], None], catalogue: Path = CATALOGUE) -> Path:
    """Judge every control of `catalogue`, write and sign the report, return the page's path.

    Raises `PreconditionError` if the catalogue or the key of the environment cannot be used.
    """
    key = ensure_key_pair(environment)
    sources = EvidenceSources(environment, key.public_key, datetime.now(UTC))
    report = assemble_report(load_catalogue(catalogue), sources)
    folder = report_folder(environment)
    # A bundle of an earlier report must not lie beside a page that it does not cover.
    (folder / BUNDLE).unlink(missing_ok=True)
    document = json.dumps(render_document(report), indent=1, sort_keys=True, ensure_ascii=False)
    write_atomically(folder / DATA, document.encode() + b"\n")
    page = render_page(report, verification_command("cosign.pub"))
    write_atomically(folder / PAGE, page.encode())
    # What an auditor needs beside the report to verify it elsewhere, offline.
    write_atomically(folder / "cosign.pub", key.public_key.path.read_bytes())
    write_atomically(folder / "empty-trusted-root.json", EMPTY_TRUSTED_ROOT.read_bytes())
    write_atomically(folder / BUNDLE, sign_report(folder, report, key))
    say(
        f"{len(report.controls)} controls, {len(report.evidence)} pieces of evidence: "
        f"{headline(report)}"
    )
    return folder / PAGE


def verify_report(
    environment: str, folder: Path | None = None, keys: Sequence[TrustedKey] = ()
) -> None:
    """Verify the signed report of `environment`, by default with the environment's own key.

    Raises `EvidenceError` if page, data or evidence list is not what was signed.
    """
    trusted = keys or [load_trusted_key(workspace.secrets_folder(environment) / "cosign.pub")]
    verify_signed_report(folder or report_folder(environment), trusted)
