"""What every answer of a console has to carry; written down once more, apart from the code."""

from collections.abc import Mapping

_EXACT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
}
_PAGE_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)
_SANDBOXED = ("default-src 'none'", "sandbox")
"""Of an uploaded picture: no page, nothing it could load or run."""


def check_security_headers(headers: Mapping[str, str]) -> list[str]:
    """Find headers that are missing or weaker than they have to be."""
    found = {name.lower(): value for name, value in headers.items()}
    wrong = [
        f"{name}: expected {value!r}, got {found.get(name)!r}"
        for name, value in _EXACT.items()
        if found.get(name) != value
    ]
    directives = [part.strip() for part in found.get("content-security-policy", "").split(";")]
    wanted = _SANDBOXED if "sandbox" in directives else _PAGE_DIRECTIVES
    wrong += [f"Content-Security-Policy: no {one!r}" for one in wanted if one not in directives]
    if "unsafe" in found.get("content-security-policy", ""):
        wrong.append("Content-Security-Policy: something unsafe is allowed")
    if "cache-control" not in found:
        wrong.append("Cache-Control: missing")
    return wrong + [
        f"{name} tells what serves" for name in ("server", "x-powered-by") if name in found
    ]
