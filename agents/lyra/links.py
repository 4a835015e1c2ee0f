"""Check the links of a draft without following them: agents have no way to the internet.

Addresses: https or mailto, with a host, without a user in front of it. Texts: they say where a link
goes (WCAG 2.2, success criterion 2.4.4) and do not pretend another host.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from agents.lyra.markdown_text import MarkdownText, Reference
from agents.lyra.structure import Finding

_EMPTY_WORDS = frozenset(
    {"here", "click here", "click", "this", "this link", "link", "more", "read more", "see more"}
)
_WEB = ("http", "https")
_HOST_ENDS = (".com", ".org", ".net", ".gov", ".edu", ".io")
"""What makes a word look like a host; without this, "node.js" would be one."""


def check_links(text: MarkdownText) -> list[Finding]:
    """Find links that lead nowhere safe or say nothing."""
    found = [finding for link in text.links for finding in _check_link(link)]
    found += [finding for image in text.images for finding in _check_address(image)]
    for bare in text.bare_addresses:
        message = f"bare address {bare.address[:100]!r}; give it a text that says where it goes"
        found.append(Finding("link_bare", bare.line, message))
    for unread in text.unread:
        message = f"looks like a link and cannot be read: {unread.text!r}; correct it"
        found.append(Finding("link_broken", unread.line, message))
    found += _check_ambiguity(text)
    return sorted(found, key=lambda finding: finding.line)


def _check_link(link: Reference) -> Iterator[Finding]:
    if not link.text:
        yield Finding("link_text_missing", link.line, "link without text; say where it goes")
    elif link.text.casefold().rstrip(".!:") in _EMPTY_WORDS:
        message = f"link text {link.text[:40]!r} does not say where it goes"
        yield Finding("link_text_empty", link.line, message)
    yield from _check_address(link)
    yield from _check_deception(link)


def _check_address(link: Reference) -> Iterator[Finding]:
    if not link.address:
        yield Finding("link_address_missing", link.line, "link or image without an address")
        return
    if link.address.startswith("#"):
        return
    parts = _split(link.address)
    if parts is None:
        message = f"{link.address[:100]!r} is no address; correct it"
        yield Finding("link_broken", link.line, message)
        return
    scheme, host, user = parts
    if scheme not in {"https", "mailto"}:
        name = scheme or "no scheme"
        message = f"{link.address[:100]!r}: {name}; use https"
        yield Finding("link_scheme", link.line, message)
    if scheme in _WEB and "." not in host:
        yield Finding("link_host", link.line, f"{link.address[:100]!r} has no host with a domain")
    if user:
        message = f"{link.address[:100]!r} hides its host behind a user name; remove that"
        yield Finding("link_user", link.line, message)


def _check_deception(link: Reference) -> Iterator[Finding]:
    text = link.text.casefold()
    shown = _split(text if "://" in text else f"https://{text}")
    target = _split(link.address)
    if shown is None or target is None or " " in text:
        return
    is_address = "://" in text or text.startswith("www.") or shown[1].endswith(_HOST_ENDS)
    if is_address and shown[1].removeprefix("www.") != target[1].removeprefix("www."):
        message = f"link text shows {shown[1][:60]!r} and leads to {target[1][:60]!r}"
        yield Finding("link_deceives", link.line, message)


def _check_ambiguity(text: MarkdownText) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for link in text.links:
        other = seen.setdefault(link.text.casefold(), link.address)
        if link.text and other != link.address:
            message = f"link text {link.text[:60]!r} leads to two places; tell them apart"
            yield Finding("link_ambiguous", link.line, message)


def _split(address: str) -> tuple[str, str, str] | None:
    """Return scheme, host and user of an address, or nothing if it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.username or ""
