"""A body's values have the JSON type that its field says; nothing is guessed."""

from typing import Any, Literal

import pytest
from pydantic import ValidationError

from services.core_api.bodies import Body, Line, MinorUnits, Moment


class Sample(Body):
    """One field of each kind."""

    amount: MinorUnits = 0
    optional_amount: MinorUnits | None = None
    flag: bool = False
    agreed: Literal[True] = True
    text: Line = "a"
    at: Moment | None = None
    either: int | str = 0


@pytest.mark.parametrize(
    "content",
    [
        {"amount": 5},
        {"amount": 5.0},
        {"optional_amount": None},
        {"flag": True},
        {"agreed": True},
        {"text": "5"},
        {"at": "2026-01-02T03:04:05Z"},
        {"at": "2026-01-02t03:04:05.25+02:00"},
        {"either": "5"},
        {"either": 5},
    ],
)
def test_a_value_of_its_type_is_taken(content: dict[str, Any]) -> None:
    assert isinstance(Sample.model_validate(content), Sample)


@pytest.mark.parametrize(
    "content",
    [
        {"amount": True},
        {"amount": "5"},
        {"amount": 5.5},
        {"optional_amount": False},
        {"optional_amount": "5"},
        {"flag": 0},
        {"flag": "true"},
        {"flag": 1.0},
        {"agreed": 1},
        {"text": 5},
        {"at": 0},
        {"at": "0"},
        {"at": "2026-01-02"},
        {"at": "2026-01-02T03:04:05"},
        {"at": "1559-01-02T03:04:05Z"},
        {"at": True},
        {"either": True},
    ],
)
def test_a_value_of_another_type_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Sample.model_validate(content)
