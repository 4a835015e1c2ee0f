"""Judge one resource by every rule: the door for the program, which has no policy engine.

The pack runs the same rules through CrossGuard. `pulumi up` typed by hand runs no pack, so the
program judges each of its resources here before it registers it.
"""

from policies.accepted import CONTAINER
from policies.rules.catalogue import CONTAINER_RULES, ContainerRule
from policies.rules.image_admission import check_image, check_type
from policies.rules.properties import Properties, UnknownPropertyError
from policies.rules.subject import subject_of


def judge(resource_type: str, props: Properties, environment: str) -> list[str]:
    """Every violation of one resource; empty means admitted."""
    found = judge_admission(resource_type, props, environment)
    if resource_type == CONTAINER:
        for rule in CONTAINER_RULES:
            found += judge_container(rule, props, environment)
    return found


def judge_admission(resource_type: str, props: Properties, environment: str) -> list[str]:
    """Violations of the image admission; an unknown image is one."""
    try:
        return check_type(resource_type) or check_image(resource_type, props, environment)
    except UnknownPropertyError as unknown:
        return [unknown_is_refused(unknown)]


def judge_container(rule: ContainerRule, props: Properties, environment: str) -> list[str]:
    """Violations of one container rule; an unknown property that it needs is one."""
    try:
        return rule.check(props, subject_of(props, environment))
    except UnknownPropertyError as unknown:
        return [unknown_is_refused(unknown)]


def unknown_is_refused(unknown: UnknownPropertyError) -> str:
    """Why an unknown value is a violation."""
    return f"{unknown.path} is not known before the update; make it a literal, so it can be judged"
