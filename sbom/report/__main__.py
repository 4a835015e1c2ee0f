"""`python -m sbom.report FOLDER PUBLIC_KEY`: verify a signed report, offline."""

import sys
from pathlib import Path

from novaos.errors import NovaosError
from sbom.report.signature import verify_report
from sbom.trusted_key import load_trusted_key

_ARGUMENTS = 2


def main(arguments: list[str]) -> int:
    """Verify and say so; the exit code tells the result."""
    if len(arguments) != _ARGUMENTS:
        sys.stderr.write("usage: python -m sbom.report FOLDER PUBLIC_KEY\n")
        return 2
    folder, key = map(Path, arguments)
    try:
        document = verify_report(folder, [load_trusted_key(key)])
    except NovaosError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    summary = ", ".join(f"{count} {verdict}" for verdict, count in document["summary"].items())
    sys.stdout.write(f"{folder}: signed by {key}, of {document['generated_at']}: {summary}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
