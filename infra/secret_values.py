"""The content of a workload's secret files, and a fingerprint that changes when they change.

The fingerprint names the secrets' volume and stands in a label, so it is public. It is an HMAC
under a key of its own: without that key nobody can try values against it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping

from infra.model import Workload
from infra.secret_documents import DOCUMENTS
from infra.secret_names import FINGERPRINT_KEY
from infra.secret_store import read_secret

_FINGERPRINT_CHARACTERS = 12


def secret_files(environment: str, workload: Workload) -> dict[str, str]:
    """File name -> content, for `/run/secrets` of one workload."""
    return {file.name: _content(environment, file.stored) for file in workload.secrets}


def _content(environment: str, stored: str) -> str:
    render = DOCUMENTS.get(stored)
    return read_secret(environment, stored) if render is None else render(environment)


def fingerprint(environment: str, workload: str, files: Mapping[str, str]) -> str:
    """A short text that is the same as long as the files are the same."""
    key = read_secret(environment, FINGERPRINT_KEY).encode()
    message = json.dumps([workload, sorted(files.items())]).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:_FINGERPRINT_CHARACTERS]


def secret_files_of(environment: str, workloads: Iterable[Workload]) -> dict[str, dict[str, str]]:
    """The secret files of each workload that has some."""
    return {each.name: secret_files(environment, each) for each in workloads if each.secrets}


def fingerprints_of(environment: str, files: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The fingerprint of each workload's secret files."""
    return {name: fingerprint(environment, name, content) for name, content in files.items()}
