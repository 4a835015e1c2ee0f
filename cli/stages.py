"""The stages as verbs: each can be run alone and refuses what the stage before did not prove."""

import sys

import typer

from cli import doors, pipeline
from cli.options import Environment
from cli.session import Session


def build(context: typer.Context, environment: Environment = "dev") -> None:
    """Assemble the images from their locks and push them."""
    session = Session.of(context)
    with session.exclusive(environment, "build"):
        references = pipeline.build(session, environment)
    for name, reference in sorted(references.items()):
        sys.stdout.write(f"{name} {reference}\n")


def sbom(context: typer.Context, environment: Environment = "dev") -> None:
    """SBOMs, scan and provenance, signed and attached."""
    session = Session.of(context)
    with session.exclusive(environment, "sbom"):
        pipeline.ensure_secrets(session, environment)
        pipeline.describe(session, environment, doors.locked_references(environment))


def verify(context: typer.Context, environment: Environment = "dev") -> None:
    """Judge every image and sign the verdicts."""
    session = Session.of(context)
    with session.exclusive(environment, "verify"):
        pipeline.verify(session, environment, doors.locked_references(environment))


def preview(context: typer.Context, environment: Environment = "dev") -> None:
    """Show what a deployment would change."""
    session = Session.of(context)
    with session.exclusive(environment, "preview"):
        pipeline.ensure_secrets(session, environment)
        with session.stage("preview") as say:
            changes = doors.preview(environment, say)
    for operation, count in sorted(changes.items()):
        sys.stdout.write(f"{operation} {count}\n")


def deploy(context: typer.Context, environment: Environment = "dev") -> None:
    """Deploy what has passed; wait until it is healthy."""
    session = Session.of(context)
    with session.exclusive(environment, "deploy"):
        pipeline.ensure_secrets(session, environment)
        pipeline.deploy(session, environment)
        pipeline.publish(session, environment, doors.locked_references(environment))


def report(context: typer.Context, environment: Environment = "dev") -> None:
    """Every control with its evidence, signed."""
    session = Session.of(context)
    with session.exclusive(environment, "report"), session.stage("report") as say:
        path = doors.write_report(environment, say)
    sys.stdout.write(f"{path}\n")
