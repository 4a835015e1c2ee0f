"""The control catalogue: what is demanded, by whom, and which evidence proves it.

Read from YAML files, which the caller names: this package knows no path of the policies. Unknown
keys and kinds of evidence are refused, because a misspelt demand would demand nothing.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from novaos.errors import PreconditionError

Text = Annotated[str, Field(min_length=1)]
_KINDS = ("audit", "attestation", "verdict", "lock", "assessed", "test", "manual")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Requirement(_Strict):
    """One piece of evidence that a control demands; exactly one kind is set."""

    audit: tuple[Text, ...] = ()
    """Ids of checks of the running containers."""
    attestation: tuple[Text, ...] = ()
    """Names of signed attestations of every running image."""
    verdict: bool = False
    """The signed PASSED verdict of every running image."""
    lock: bool = False
    """The lock of every running image names its digest and a SHA-256 for each input."""
    assessed: tuple[Text, ...] = ()
    """Scanners whose result the signed scan holds; "not assessed" asks for a person."""
    test: tuple[Text, ...] = ()
    """Tests by name in a JUnit record."""
    manual: str = ""
    """What a person has to look at, where no evidence of ours decides."""
    workloads: tuple[Text, ...] = ()
    """Which workloads are meant; empty means all that run."""

    @model_validator(mode="after")
    def _has_one_kind(self) -> "Requirement":
        kinds = [kind for kind in _KINDS if getattr(self, kind)]
        if len(kinds) != 1:
            raise ValueError(f"a requirement has exactly one kind of evidence, not {kinds}")
        return self


class Control(_Strict):
    """One demand."""

    id: Text
    title: Text
    clause: Text
    """Where the source says it."""
    statement: Text
    """What has to be true, in words that a reader can check."""
    evidence: tuple[Requirement, ...] = ()
    not_applicable: str = ""
    """Reason why the demand has no object here."""

    @model_validator(mode="after")
    def _is_provable(self) -> "Control":
        if bool(self.evidence) == bool(self.not_applicable):
            raise ValueError(f"{self.id}: give either evidence or a reason for not_applicable")
        return self


class Catalogue(_Strict):
    """All controls of one source."""

    id: Text
    title: Text
    source: Text
    order: int
    controls: tuple[Control, ...] = Field(min_length=1)


def load_catalogue(folder: Path) -> tuple[Catalogue, ...]:
    """Read every YAML file of `folder`, in the order that they ask for.

    Raises `PreconditionError` if there is none, or one is not as it has to be.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise PreconditionError(
            f"no control catalogue in {folder}", fix="run: git checkout policies/controls"
        )
    found = sorted((_load(path) for path in paths), key=lambda catalogue: catalogue.order)
    ids = [control.id for catalogue in found for control in catalogue.controls]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise PreconditionError(
            f"control ids come twice: {twice}", fix=f"correct the files in {folder}"
        )
    return tuple(found)


def _load(path: Path) -> Catalogue:
    try:
        return Catalogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise PreconditionError(
            f"{path}: not a control catalogue: {error}", fix="correct the file"
        ) from error


def controls_by_check(catalogues: Iterable[Catalogue]) -> dict[str, tuple[str, ...]]:
    """Give the ids of the controls that each audit check proves."""
    found: dict[str, list[str]] = {}
    for control in all_controls(tuple(catalogues)):
        for requirement in control.evidence:
            for check in requirement.audit:
                found.setdefault(check, []).append(control.id)
    return {check: tuple(ids) for check, ids in found.items()}


def all_controls(catalogues: Sequence[Catalogue]) -> tuple[Control, ...]:
    """Controls of all catalogues in their order."""
    return tuple(control for catalogue in catalogues for control in catalogue.controls)
