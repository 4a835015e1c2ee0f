"""The `novaos` command's table of contents: one verb, one module."""

from cli.application import application, secrets_group
from cli.audit import audit
from cli.bench import bench
from cli.doctor import doctor
from cli.down import down
from cli.lint import lint
from cli.lock import lock
from cli.screenshots import screenshots
from cli.secret_scan import secret_scan
from cli.secrets_init import secrets_init
from cli.secrets_rotate_jwt import secrets_rotate_jwt
from cli.shell import env, shell
from cli.stages import build, deploy, preview, report, sbom, verify
from cli.status import status
from cli.test import test
from cli.up import up

__all__ = ["application", "main"]

for panel, verbs in {
    "everything": (up, test),
    "the stages, one by one": (build, sbom, verify, preview, deploy, audit, report),
    "the running stack": (status, down, doctor, shell, env),
    "the code": (lint, secret_scan, lock, bench, screenshots),
}.items():
    for verb in verbs:
        application.command(rich_help_panel=panel)(verb)

secrets_group.command("init")(secrets_init)
secrets_group.command("rotate-jwt")(secrets_rotate_jwt)
application.add_typer(secrets_group, name="secrets", rich_help_panel="the running stack")


def main() -> None:
    """Run the command line."""
    application()


if __name__ == "__main__":
    main()
