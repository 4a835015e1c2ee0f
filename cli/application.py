"""The Typer application: options that every verb has, and one place where errors end.

An error that a user can act on is printed as what, where and fix, and becomes its exit status;
the traceback appears with `-v` only. Data goes to stdout, messages to stderr.
"""

import logging
import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import exit_codes
from cli.session import Session
from novaos.errors import NovaosError
from tools.progress import use_colour

_EXAMPLES = """\b
Examples:
  novaos up                    from this checkout to a healthy deployment
  novaos status --env staging  what runs in staging
  novaos doctor                what is wrong with this host, and the command that mends it

\b
Exit status:
""" + "\n".join(f"  {code:<4} {meaning}" for code, meaning in exit_codes.MEANINGS)


class _Group(TyperGroup):
    """A group in which errors become messages and exit statuses."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own signature
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except NovaosError as error:
            report_error(error, verbose=isinstance(ctx.obj, Session) and ctx.obj.verbose)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            sys.stderr.write("\ninterrupted; run the same again to continue where it stopped\n")
            raise typer.Exit(exit_codes.INTERRUPTED) from error


def report_error(error: NovaosError, *, verbose: bool) -> None:
    """Print what is wrong, where, and the fix."""
    label, fix = "error:", "  fix:"
    if use_colour(sys.stderr, os.environ):
        label, fix = "\x1b[1;31merror:\x1b[0m", "\x1b[1m  fix:\x1b[0m"
    if verbose:
        traceback.print_exception(error, file=sys.stderr)
    sys.stderr.write(f"{label} {error.message}\n")
    if error.fix:
        sys.stderr.write(f"{fix} {error.fix}\n")


application = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXAMPLES,
    help="Build, describe, verify, deploy and audit NovaOS on a plain Docker host.",
)
secrets_group = typer.Typer(
    no_args_is_help=True, help="Secrets and keys of an environment, never committed."
)


@application.callback()
def configure(
    context: typer.Context,
    *,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Every step, debug log, tracebacks.")
    ] = False,
) -> None:
    """Build, describe, verify, deploy and audit NovaOS on a plain Docker host."""
    level = logging.DEBUG if verbose else logging.ERROR
    logging.basicConfig(level=level, stream=sys.stderr, format="%(name)s: %(message)s")
    context.obj = Session(verbose=verbose)
