"""The line that `up`, `test` and the single stages share, as stages on the screen."""

from cli import doors
from cli.health import wait_until_healthy
from cli.session import Session
from cli.smoke import check_smoke
from cli.supply import publish_summary
from novaos.reference import ImageReference

References = dict[str, ImageReference]


def ensure_secrets(session: Session, environment: str) -> None:
    """Have the secrets and keys of the environment."""
    with session.stage("secrets") as say:
        doors.ensure_secrets(environment, say)


def build(session: Session, environment: str) -> References:
    """Build and push what changed."""
    with session.stage("build") as say:
        references = doors.build_images(environment, say)
        say(f"{len(references)} images by digest")
    return references


def describe(session: Session, environment: str, references: References) -> None:
    """SBOM, scan, provenance, signatures."""
    with session.stage("sbom") as say:
        doors.describe_images(environment, references, say)
        say(f"{len(references)} images described and signed")


def verify(session: Session, environment: str, references: References) -> None:
    """Judge the evidence of every image."""
    with session.stage("verify") as say:
        verdicts = doors.verify_images(environment, references, say)
        say(f"{verdicts} verdicts PASSED")


def deploy(session: Session, environment: str) -> None:
    """Deploy, wait until healthy."""
    with session.stage("deploy") as say:
        doors.deploy(environment, say)
    with session.stage("health") as say:
        workloads = wait_until_healthy(environment, say)
        say(f"{len(workloads)} workloads healthy")


def bring_up(session: Session, environment: str) -> References:
    """Run the whole line once."""
    ensure_secrets(session, environment)
    references = build(session, environment)
    describe(session, environment, references)
    verify(session, environment, references)
    deploy(session, environment)
    publish(session, environment, references)
    with session.stage("smoke") as say:
        say(check_smoke(environment, say))
    return references


def publish(session: Session, environment: str, references: References) -> None:
    """Tell core-api, signed, which images run."""
    with session.stage("supply") as say:
        say(publish_summary(environment, references, say))
