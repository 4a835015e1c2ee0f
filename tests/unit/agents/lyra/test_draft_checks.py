"""Structure, alternative texts, links and tags of a draft."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.lyra.alt_text import check_alt_texts
from agents.lyra.links import check_links
from agents.lyra.markdown_text import Heading, Paragraph, Reference, parse_markdown
from agents.lyra.structure import check_structure
from agents.lyra.tags import canonical_tag, check_tags

TEXT = """# A *title*

First line
second line with [a link](https://example.com/a_(b) "hint").
- item one ![a cat](cat.png)
- item two
> quoted https://bare.example/x

```
# no heading [no](http://link)
```

### Deep ##
"""


def test_the_parts_of_a_text() -> None:
    text = parse_markdown(TEXT)
    assert text.headings == [Heading(1, "A title", 1), Heading(3, "Deep", 13)]
    assert text.paragraphs == [
        Paragraph("First line second line with a link.", 3),
        Paragraph("item one", 5),
        Paragraph("item two quoted", 6),
    ]
    assert text.links == [Reference("a link", "https://example.com/a_(b)", 4)]
    assert text.images == [Reference("a cat", "cat.png", 5)]
    assert [bare.address for bare in text.bare_addresses] == ["https://bare.example/x"]


def structure_of(text: str) -> list[tuple[str, int]]:
    return [(finding.kind, finding.line) for finding in check_structure(parse_markdown(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("word " * 25 + "end.", [("long_sentence", 1)]),
        ("word " * 24 + "end.", []),
        ("A few words. " * 40, []),
        ("A few words. " * 41, [("long_paragraph", 1)]),
        ("# One\n\ntext\n\n### Three\n\ntext", [("skipped_level", 5)]),
        ("# One\n\ntext\n\n# one\n\ntext", [("repeated_heading", 5)]),
        ("# One\n\ntext\n\n## \n\ntext", [("empty_heading", 5)]),
        ("# One\n\ntext\n\n## Two\n", [("empty_section", 5)]),
        ("A few words here.\n\n" * 75, []),
        ("A few words here.\n\n" * 76, [("long_section", 1)]),
        ("", []),
    ],
)
def test_structure_findings(text: str, found: list[tuple[str, int]]) -> None:
    assert structure_of(text) == found


@pytest.mark.parametrize(
    ("image", "kinds"),
    [
        ("![a cat on a red sofa](a.png)", []),
        ("![](a.png)", ["alt_missing"]),
        ("![ ](a.png)", ["alt_missing"]),
        ("![Image](a.png)", ["alt_placeholder"]),
        ("![IMG_2031.JPG](a.png)", ["alt_file_name"]),
        ("![A photo of a cat](a.png)", ["alt_redundant"]),
        ("![" + "x" * 151 + "](a.png)", ["alt_long"]),
        ("![a cat](a.png) ![A cat](b.png)", ["alt_repeated"]),
        ("![a cat](a.png) ![a cat](a.png)", []),
    ],
)
def test_alternative_texts(image: str, kinds: list[str]) -> None:
    assert [finding.kind for finding in check_alt_texts(parse_markdown(image).images)] == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[our prices](https://example.com/prices)", []),
        ("[write to us](mailto:us@example.com)", []),
        ("[the top](#top)", []),
        ("[node.js](https://example.com)", []),
        ("[example.com](https://www.example.com/a)", []),
        ("[here](https://example.com)", ["link_text_empty"]),
        ("[Click here.](https://example.com)", ["link_text_empty"]),
        ("[](https://example.com)", ["link_text_missing"]),
        ("[prices]()", ["link_address_missing"]),
        ("[prices](http://example.com)", ["link_scheme"]),
        ("[prices](javascript:alert(1))", ["link_scheme"]),
        ("[prices](data:text/html;base64,xx)", ["link_scheme"]),
        ("[prices](/prices)", ["link_scheme"]),
        ("[prices](https://localhost/a)", ["link_host"]),
        ("[prices](https://example.com:99999/)", ["link_broken"]),
        ("[prices](https://[half/)", ["link_broken"]),
        ("[prices](a b c)", ["link_broken"]),
        ("[prices](https://good.example@evil.example/)", ["link_user"]),
        ("[bank.com](https://evil.example/)", ["link_deceives"]),
        ("[https://bank.example](https://evil.example/)", ["link_deceives"]),
        ("see https://example.com/x", ["link_bare"]),
        ("[a](https://example.com/1) [a](https://example.com/2)", ["link_ambiguous"]),
        ("![cat](http://example.com/cat.png)", ["link_scheme"]),
        ("```\n[here](http://x)\n```", []),
    ],
)
def test_links(text: str, kinds: list[str]) -> None:
    assert [finding.kind for finding in check_links(parse_markdown(text))] == kinds


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        (["tea", "green-tea"], []),
        ([], ["tag_count"]),
        ([f"tag-{number}" for number in range(11)], ["tag_count"]),
        (["Green Tea"], ["tag_form"]),
        (["#tea"], ["tag_form"]),
        (["tea", "Tea"], ["tag_form", "tag_repeated"]),
        (["tea", "tea"], ["tag_repeated"]),
        (["--"], ["tag_empty"]),
        (["x" * 41], ["tag_long"]),
    ],
)
def test_tags(tags: list[str], kinds: list[str]) -> None:
    assert [finding.kind for finding in check_tags(tags)] == kinds


@given(st.text(max_size=60))
def test_a_canonical_tag_stays_as_it_is(tag: str) -> None:
    canonical = canonical_tag(tag)
    assert canonical_tag(canonical) == canonical


@given(st.text(alphabet="#*-> []()!`~\n\"'a.:/h", max_size=200) | st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    parsed = parse_markdown(text)
    lines = len(text.splitlines()) + 1
    findings = [*check_structure(parsed), *check_alt_texts(parsed.images), *check_links(parsed)]
    assert all(0 <= finding.line <= lines for finding in findings)


@pytest.mark.parametrize("piece", ["[", "[a](", "![a](b ", "[a](b(", "https://", "> ", "*_", "a. "])
def test_no_text_makes_the_patterns_slow(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    begin = time.process_time()
    check_links(parse_markdown(text))
    check_structure(parse_markdown(text))
    assert time.process_time() - begin < 2.0
