"""What the routes of this area take and answer."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from services.core_api.bodies import Body, Limit, Parameters, View

PAYLOAD_CHARACTERS_MAX = 400_000
"""300 kB of JSON: five times what 18 workloads with 100 components take (55 kB, measured), and
`GET /api/v1/supply/summary` with both forms of it stays below the 1 MiB that agents read."""
_BASE64 = r"^[A-Za-z0-9+/]*={0,2}$"
_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
Payload = Annotated[
    str, StringConstraints(min_length=1, max_length=PAYLOAD_CHARACTERS_MAX, pattern=_BASE64)
]
Signature = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_BASE64)]
Search = Annotated[str, StringConstraints(max_length=100, pattern=_LINE)]


class SummaryBody(Body):
    """A signed summary, both parts in base64."""

    payload: Payload
    signature: Signature


class PublishedView(View):
    """The summary counts."""

    environment: str
    published_at: str
    workloads: int


class SummaryView(View):
    """The last summary: its content, and what verifies it anywhere."""

    payload: str
    signature: str
    published_at: str
    received_at: str
    summary: dict[str, Any]


class ImageView(View):
    """What one workload was deployed from."""

    workload: str
    image: str
    digest: str


class ImagesView(View):
    """All workloads of the last summary."""

    environment: str
    published_at: str
    received_at: str
    items: list[ImageView]
    next: None


class WorkloadsView(View):
    """All that was published about each workload, without the components themselves."""

    environment: str
    published_at: str
    received_at: str
    items: list[dict[str, Any]]
    images: dict[str, dict[str, Any]]
    """By digest; empty if the summary says nothing about images."""
    next: None


class ComponentsQuery(Parameters):
    """Which components."""

    q: Search = ""
    """Words that name, version, purl or licence have, each somewhere."""
    workload: Annotated[str, StringConstraints(max_length=63, pattern=_LINE)] = ""
    limit: Limit = 100
    after: Annotated[int, Field(ge=0, le=100_000)] = 0
    """How many of the found ones are left out at the start."""


class ComponentView(View):
    """One component, and who has it."""

    name: str
    version: str
    type: str
    purl: str
    licences: list[str]
    workloads: list[str]


class ComponentsView(View):
    """Found components, by name and version."""

    environment: str
    published_at: str
    is_published: bool
    """Whether the summary has components at all; without, nothing is known of any."""
    found: int
    items: list[ComponentView]
    next: int | None
