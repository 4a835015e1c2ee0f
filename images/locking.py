"""Keep the committed locks true: find drift, resolve anew, assemble, write.

`dev` and `test` re-lock by themselves and say what changed; `staging` and `prod` refuse. Our source
is read once per run, so that somebody who edits it meanwhile cannot split an image.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from images.assembly import assemble
from images.definition import ImageDefinition
from images.lock import ImageLock, describe_difference, load_lock, lock_path, write_lock
from images.mirror import GoneError
from images.oci import has_layout
from images.plan import ImagePlan, intent_hash, plan_image
from images.resolve import resolve_images
from novaos.errors import EvidenceError

Say = Callable[[str], None]
Locks = Mapping[str, ImageLock]
RELOCKING = frozenset({"dev", "test"})
"""Environments that may work from a lock that is not committed yet."""


@dataclass(frozen=True, slots=True)
class LockPolicy:
    """What may be done to the locks; by default nothing."""

    may_relock: bool = False
    resolve_anew: bool = False
    """Take today's versions even if the locked ones are still what people ask for."""
    assemble_all: bool = False
    """Assemble images again whose layout is there."""


def settle_locks(
    definitions: Sequence[ImageDefinition], policy: LockPolicy, say: Say
) -> dict[str, ImageLock]:
    """Return locks that are true and whose layouts are there.

    Raises `EvidenceError` if that needs a change that `policy` does not allow.
    """
    # 1. Packages: those of the locks, or resolved anew when people ask for others.
    # 2. Inputs: definition and our source are what was locked.
    # 3. Assembly: the result has the digest that was locked.
    locks = existing_locks(definitions)
    unresolved = check_intent(definitions, locks)
    if unresolved and not policy.may_relock:
        raise _refusal(unresolved)
    for line in unresolved:
        say(line)
    resolve = policy.resolve_anew or bool(unresolved)
    plans = _resolved_plans(definitions, say) if resolve else _locked_plans(definitions, locks)  # 1
    drift = [text for plan in plans for text in check_inputs(plan, locks)]
    if drift and not policy.may_relock:
        raise _refusal(drift)  # 2
    try:
        made = assemble([p for p in plans if policy.assemble_all or _is_needed(p, locks)], say)
    except GoneError as error:
        if not policy.may_relock or resolve:
            raise
        say(f"{error.message}; resolving anew")
        made = assemble(_resolved_plans(definitions, say), say)
    differing = [lock for lock in made if lock != locks.get(lock.image)]
    if differing and not policy.may_relock:
        raise _refusal([_mismatch(lock, locks) for lock in differing])  # 3
    for lock in differing:
        _replace(locks.get(lock.image), lock, say)
    return {**locks, **{lock.image: lock for lock in made}}


def existing_locks(definitions: Sequence[ImageDefinition]) -> dict[str, ImageLock]:
    """Locks that are there. A damaged one raises."""
    return {d.name: load_lock(d.name) for d in definitions if lock_path(d.name).exists()}


def check_intent(definitions: Sequence[ImageDefinition], locks: Locks) -> list[str]:
    """Find images whose locked packages are not those that people ask for."""
    return [
        f"image {d.name}: its packages were never locked"
        if d.name not in locks
        else f"image {d.name}: the packages asked for are not the locked ones"
        for d in definitions
        if d.name not in locks or locks[d.name].intent_hash != intent_hash(d)
    ]


def check_inputs(plan: ImagePlan, locks: Locks) -> list[str]:
    """Find inputs that are not the locked ones."""
    lock = locks.get(plan.definition.name)
    if lock is None or plan.inputs_hash == lock.inputs_hash:
        return []
    ours = plan.revision != lock.source_tree
    what = "our source" if ours else "its definition or the code that assembles it"
    return [f"image {lock.image}: {what} changed since it was locked"]


def _is_needed(plan: ImagePlan, locks: Locks) -> bool:
    lock = locks.get(plan.definition.name)
    return lock is None or lock.inputs_hash != plan.inputs_hash or not has_layout(lock)


def _locked_plans(definitions: Sequence[ImageDefinition], locks: Locks) -> list[ImagePlan]:
    found = [(d, locks[d.name]) for d in definitions]
    return [plan_image(d, lock.debs, lock.wheels, lock.npm) for d, lock in found]


def _resolved_plans(definitions: Sequence[ImageDefinition], say: Say) -> list[ImagePlan]:
    resolved = resolve_images(definitions, say)
    return [plan_image(d, *resolved[d.name]) for d in definitions]


def _replace(old: ImageLock | None, new: ImageLock, say: Say) -> None:
    for line in describe_difference(old, new):
        say(line)
    write_lock(new)
    say(f"images/locks/{new.image}.json rewritten; commit it")


def _mismatch(lock: ImageLock, locks: Locks) -> str:
    expected = locks[lock.image].image_digest
    return f"image {lock.image}: assembled {lock.image_digest}, expected {expected}"


def _refusal(findings: Sequence[str]) -> EvidenceError:
    text = "\n".join(findings)
    return EvidenceError(
        f"lock does not match; run make lock and commit\n{text}",
        fix="run: make lock, review the difference in images/locks and commit it",
    )
