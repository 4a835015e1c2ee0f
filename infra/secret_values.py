"""The content of a workload's secret files, and a fingerprint that changes when they change.

The fingerprint names the secrets' volume and stands in a label, so it is public. It is an HMAC
under a key of its own: without that key nobody can try values against it.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from infra.model import Workload
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from infra.secret_names import FINGERPRINT_KEY
from infra.secret_store import read_secret

_FINGERPRINT_CHARACTERS = 12


def secret_files(environment: str, workload: Workload) -> dict[str, str]:
    """File name -> content, for `/run/secrets` of one workload."""
    read = partial(read_secret, environment)
    documents = {zone.acl_document: partial(render_users_acl, zone, read) for zone in REDIS_ZONES}
    return {file.name: _content(file.stored, documents, read) for file in workload.secrets}


def _content(stored: str, documents: dict[str, partial[str]], read: Callable[[str], str]) -> str:
    return documents[stored]() if stored in documents else read(stored)


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
