"""A platform as audita reads it: every table with as many rows as a test wants, and a signature."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from agents.audita.audit_export import TABLES, TableName
from tests.support.core_api_answers import NOW, AnsweringCoreApi

CREATOR = "00000000-0000-4000-8000-00000000000c"
SIGN = "/api/v1/exports/sign"
Row = dict[str, Any]


class SigningCoreApi(AnsweringCoreApi):
    """Also answer with a JWS as long as a real one: RSA 3072 signs with 384 bytes."""

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Wrap the document, unsigned."""
        assert path == SIGN
        self.posted.append((path, body))
        parts = (b"h" * 90, msgspec.json.encode(body, order="sorted"), b"s" * 384)
        return {"jws": ".".join(base64.urlsafe_b64encode(part).decode() for part in parts)}


def core_api(count: int = 120) -> SigningCoreApi:
    """Serve `count` rows of every table, but half of the consents and five of the log."""
    return SigningCoreApi({TABLES[name].path: make(count) for name, make in _ROWS.items()})


def _moment(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


def _posts(count: int) -> list[Row]:
    return [
        {
            **dict.fromkeys(TABLES["posts"].columns),
            "id": f"post-{n:03}",
            "creator_id": CREATOR,
            "status": "published",
            "published_at": _moment(-1),
            "body": "not for an export",
            "depicted": [{"person_ref": "=p1", "display_name": "P"}],
        }
        for n in range(count)
    ]


def _consents(count: int) -> list[Row]:
    return [
        {
            "id": f"consent-{n:03}",
            "post_id": f"post-{n:03}",
            "person_ref": "=p1",
            "text_version": "v1",
            "signed_text_sha256": "ab" * 32,
            "signed_at": _moment(-9),
            "scope": ["publish", "download"],
            "age_check_ref": "check-1",
            "revoked_at": None,
        }
        for n in range(1, count, 2)
    ]


def _cases(count: int) -> list[Row]:
    return [{"id": f"case-{n:03}", "post_id": f"post-{n:03}"} for n in range(count)]


def _notices(count: int) -> list[Row]:
    return [
        dict.fromkeys(TABLES["notices"].columns)
        | case
        | {"status": "received" if n % 3 else "restored", "received_at": _moment(-n)}
        for n, case in enumerate(_cases(count))
    ]


def _removals(count: int) -> list[Row]:
    return [
        case
        | {"status": "open", "decided_at": None, "alarm_at": _moment(24 - n)}
        | {"received_at": _moment(-n), "due_at": _moment(48 - n)}
        for n, case in enumerate(_cases(count))
    ]


def _ledger(count: int) -> list[Row]:
    return [
        dict.fromkeys(TABLES["ledger"].columns)
        | {"id": f"entry-{n:03}", "creator_id": CREATOR, "kind": "tip", "amount_minor": n}
        | {"currency": "EUR", "occurred_at": _moment(-n), "category": f"c{n}", "reference": str(n)}
        for n in range(count)
    ]


def _log(_: int) -> list[Row]:
    return [
        dict.fromkeys(TABLES["moderation_log"].columns) | {"id": f"row-{n}", "note": "ä" * 2000}
        for n in range(5)
    ]


_ROWS: dict[TableName, Callable[[int], list[Row]]] = {
    "posts": _posts,
    "consents": _consents,
    "notices": _notices,
    "removals": _removals,
    "ledger": _ledger,
    "moderation_log": _log,
}
