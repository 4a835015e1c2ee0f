"""The files that are, or would be, committed; caches, state and secrets are not among them."""

from novaos.command import run
from novaos.workspace import REPOSITORY


def committed_files() -> list[str]:
    """Paths relative to the repository.

    Raises `CommandError` if this is no git checkout: then nobody knows what would be committed.
    """
    argv = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = run(argv, cwd=REPOSITORY).stdout.split("\0")
    return [name for name in names if name and (REPOSITORY / name).is_file()]
