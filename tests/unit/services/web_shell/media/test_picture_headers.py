"""A picture of people says of itself that it can run nothing, wherever it is opened."""

from services.web_shell.media.pictures import picture_headers


def test_picture_can_run_nothing_and_is_kept_by_nobody_else() -> None:
    headers = picture_headers('"tag"', "picture-1.webp")
    assert headers == {
        "ETag": '"tag"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="picture-1.webp"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
