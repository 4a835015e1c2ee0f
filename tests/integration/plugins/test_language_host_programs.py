"""The Python language host with the real pulumi: programs that work, fail, and policy packs."""

import textwrap

import pytest

from tests.integration.plugins.conftest import Images
from tests.support.pulumi_plugins import Stack

pytestmark = pytest.mark.docker


@pytest.fixture(autouse=True)
def _installed(images: Images) -> None:
    """The plugins are installed with the images."""


def test_program_prints_reads_configuration_and_exports(stack: Stack) -> None:
    stack.require("config", "set", "plain", "one")
    stack.require("config", "set", "--secret", "hidden", "two-planted")
    stack.program("""
        config = pulumi.Config()
        print("printed by the program")
        pulumi.export("plain", config.require("plain"))
        pulumi.export("hidden", config.require_secret("hidden"))
        pulumi.export("stack", pulumi.get_stack())
    """)
    outcome = stack.up()
    assert outcome.status == 0, outcome.output
    assert "printed by the program" in outcome.output
    assert "warning" not in outcome.output.lower()
    assert "two-planted" not in outcome.output
    assert stack.require("stack", "output", "plain").output.strip() == "one"
    shown = stack.require("stack", "output", "hidden", "--show-secrets").output
    assert shown.strip() == "two-planted"


def test_failing_program_shows_its_own_traceback_once(stack: Stack) -> None:
    stack.program("""
        def inner():
            raise ValueError("what went wrong")
        inner()
    """)
    outcome = stack.pulumi("preview")
    assert outcome.status != 0
    assert "ValueError: what went wrong" in outcome.output
    assert "in inner" in outcome.output
    assert "executor.py" not in outcome.output
    assert "runpy" not in outcome.output
    assert "exited with status" not in outcome.output


def test_refusal_by_the_program_is_the_only_error(stack: Stack) -> None:
    stack.program('raise pulumi.RunError("refused: do this instead")')
    outcome = stack.pulumi("preview")
    assert outcome.status != 0
    assert "refused: do this instead" in outcome.output
    assert "unhandled" not in outcome.output
    assert "Traceback" not in outcome.output


def test_program_that_exits_with_a_status_fails(stack: Stack) -> None:
    stack.program("raise SystemExit(3)")
    assert stack.pulumi("preview").status != 0


@pytest.mark.parametrize("leave", ["", "sys.exit(0)", "sys.exit(None)"])
def test_program_that_ends_well_has_its_exit_functions_called(stack: Stack, leave: str) -> None:
    stack.program(f"import atexit, sys\natexit.register(print, 'said at exit')\n{leave}\n")
    assert "said at exit" in stack.require("up", "--yes", "--skip-preview").output


def test_program_folder_without_main_is_named(stack: Stack) -> None:
    outcome = stack.pulumi("preview")
    assert outcome.status != 0
    assert "__main__.py" in outcome.output


def test_unknown_runtime_option_is_refused_by_name(stack: Stack) -> None:
    project = stack.folder / "Pulumi.yaml"
    project.write_text(
        "name: plugintest\nmain: infra/\nruntime:\n  name: python\n  options: {toolchain: uv}\n"
    )
    stack.program("pass")
    outcome = stack.pulumi("preview")
    assert outcome.status != 0
    assert "toolchain" in outcome.output


def test_mandatory_policy_stops_the_deployment(stack: Stack, prefix: str) -> None:
    pack = stack.folder / "pack"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (pack / "__main__.py").write_text(
        textwrap.dedent("""
            from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

            def no_volumes(args, report):
                if args.resource_type == "docker:index/volume:Volume":
                    report("volumes are refused here")

            PolicyPack(
                name="test-pack",
                enforcement_level=EnforcementLevel.MANDATORY,
                policies=[ResourceValidationPolicy("no-volumes", "No volumes.", no_volumes)],
            )
        """),
    )
    stack.program(f'docker.Volume("vol", name="{prefix}-vol")')
    assert stack.pulumi("preview").status == 0
    outcome = stack.pulumi("preview", "--policy-pack", str(pack))
    assert outcome.status != 0
    assert "volumes are refused here" in outcome.output
