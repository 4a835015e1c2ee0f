"""A finding names the place and the kind, never the secret."""

import json

from cli.secret_scan import parse_findings

SECRET = {
    "Title": "GitHub Personal Access Token",
    "Severity": "CRITICAL",
    "StartLine": 7,
    "Match": "token = ****",
}


def test_a_secret_is_named_by_place_and_kind() -> None:
    report = json.dumps({"Results": [{"Target": "a.py", "Secrets": [SECRET]}]})
    (finding,) = parse_findings(report)
    assert finding == "a.py:7: GitHub Personal Access Token (CRITICAL)"


def test_no_results_are_no_findings() -> None:
    assert parse_findings("{}") == []
    assert parse_findings('{"Results": [{"Target": "a.py"}]}') == []
