"""Rows of the access table for the routes of this area.

Members read the catalogue (pseudonyms and tiers) of all creators, and of posts what entitlements
open. The forms of the law are open to everybody.
"""

from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Row

_ADMIN = {Role.ADMIN: Reach.ALL}
_OWN = {Role.CREATOR: Reach.OWN}
_ADMINS = {Platform.BLACKROSE: _ADMIN}
_CREATORS = {Platform.BLACKROSE: _OWN}
_WORKERS = {Platform.BLACKROSE: {**_ADMIN, **_OWN}}
"""Administrators, and each creator for its own."""
_MEMBERS = {Platform.BLACKROSE: {Role.MEMBER: Reach.OWN}}
_READERS = {Platform.BLACKROSE: {**_ADMIN, **_OWN, Role.MEMBER: Reach.OWN}}
_CATALOGUE = {Platform.BLACKROSE: {**_ADMIN, **_OWN, Role.MEMBER: Reach.ALL}}
_BASE = "/api/v1/blackrose"
_CREATOR = f"{_BASE}/creators/{{creator_id}}"
_POST = f"{_BASE}/posts/{{post_id}}"
_NOTICE = f"{_BASE}/dmca/notices/{{notice_id}}"
_VELORA = frozenset({"velora"})
_AUDITA = frozenset({"audita"})
_BOOKS = frozenset({"velora", "audita"})
_POSTS = frozenset({"lyra", "velora", "audita"})

ROWS: tuple[Row, ...] = (
    Row("POST", f"{_BASE}/creators", _ADMINS),
    Row("GET", f"{_BASE}/creators", _CATALOGUE, _POSTS),
    Row("GET", _CREATOR, _CATALOGUE, _POSTS),
    Row("GET", f"{_CREATOR}/statistics", _WORKERS, _VELORA),
    Row("PUT", f"{_CREATOR}/legal-name", _CREATORS),
    Row("GET", f"{_CREATOR}/legal-name", _WORKERS),
    Row("GET", f"{_CREATOR}/legal-name-accesses", _WORKERS, _AUDITA),
    Row("POST", f"{_CREATOR}/tiers", _WORKERS),
    Row("GET", f"{_CREATOR}/tiers", _CATALOGUE, _POSTS),
    Row("PATCH", f"{_BASE}/tiers/{{tier_id}}", _WORKERS),
    Row("POST", f"{_CREATOR}/tier-invitations", _WORKERS),
    Row("GET", f"{_CREATOR}/tier-invitations", _WORKERS, _VELORA),
    Row("POST", f"{_BASE}/entitlements/redeem", _MEMBERS),
    Row("POST", f"{_BASE}/entitlements", _WORKERS),
    Row("GET", f"{_BASE}/entitlements", _READERS, _BOOKS),
    Row("POST", f"{_BASE}/entitlements/{{entitlement_id}}/revoke", _WORKERS),
    Row("GET", f"{_BASE}/members", _WORKERS, _BOOKS),
    Row("POST", f"{_BASE}/ledger", _WORKERS),
    Row("GET", f"{_BASE}/ledger", _WORKERS, _BOOKS),
    Row("POST", f"{_BASE}/posts", _WORKERS),
    Row("GET", f"{_BASE}/posts", _READERS, _POSTS),
    Row("GET", _POST, _READERS, _POSTS),
    Row("PATCH", _POST, _WORKERS),
    Row("POST", f"{_POST}/image", _WORKERS),
    Row("GET", f"{_POST}/image", _READERS),
    Row("DELETE", f"{_POST}/image", _WORKERS),
    Row("POST", f"{_POST}/submit", _WORKERS),
    Row("POST", f"{_POST}/approve", _ADMINS),
    Row("POST", f"{_POST}/reject", _ADMINS),
    Row("POST", f"{_POST}/publish", _WORKERS),
    Row("POST", f"{_POST}/withdraw", _WORKERS),
    Row("POST", f"{_POST}/editor-notes", _WORKERS),
    Row("GET", f"{_POST}/editor-notes", _WORKERS),
    Row("POST", f"{_CREATOR}/calendar-plan", _WORKERS),
    Row("GET", f"{_CREATOR}/calendar-plan", _WORKERS),
    Row("POST", f"{_POST}/consents", _WORKERS),
    Row("GET", f"{_POST}/consents", _WORKERS, _AUDITA),
    Row("POST", f"{_POST}/reports", _MEMBERS),
    Row("GET", f"{_BASE}/consents", _WORKERS, _AUDITA),
    Row("POST", f"{_BASE}/consents/{{consent_id}}/revoke", _WORKERS),
    Row("POST", f"{_BASE}/dmca/notices", public=True),
    Row("GET", f"{_BASE}/dmca/notices", _WORKERS, _AUDITA),
    Row("GET", _NOTICE, _WORKERS, _AUDITA),
    Row("POST", f"{_NOTICE}/counter-notice", _CREATORS),
    Row("GET", f"{_NOTICE}/counter-notice", _WORKERS),
    Row("POST", f"{_NOTICE}/restore", _ADMINS),
    Row("POST", f"{_NOTICE}/withdraw", _ADMINS),
    Row("POST", f"{_NOTICE}/uphold", _ADMINS),
    Row("POST", f"{_BASE}/removals", public=True),
    Row("GET", f"{_BASE}/removals", _ADMINS, _AUDITA),
    Row("POST", f"{_BASE}/removals/{{removal_id}}/decide", _ADMINS),
    Row("GET", f"{_BASE}/reports", _ADMINS),
    Row("POST", f"{_BASE}/reports/{{report_id}}/decide", _ADMINS),
    Row("GET", f"{_BASE}/moderation-log", _ADMINS, frozenset({"audita", "glitch"})),
)
