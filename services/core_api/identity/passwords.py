"""Hash and verify passwords with argon2id, three at a time.

19 MiB, two passes, one lane: the first choice of OWASP's Password Storage Cheat Sheet. More at once
would be more memory than a small container has; the others wait their turn.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_WORKERS = ThreadPoolExecutor(3, thread_name_prefix="password")
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$sg6Xyv+U7zce8fGR+sPYWg$"
    "xc1VmTxxlqebvj+dp3yBHDVFnVQ5n2OBrQ1nBsAU498"
)
"""Of a random password that was thrown away: an unknown account takes as long as a known one."""


async def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_WORKERS, hash_now, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Say whether this is the password; None is an account that does not exist."""
    loop = asyncio.get_running_loop()
    is_right = await loop.run_in_executor(_WORKERS, _verify, stored or NOBODYS_HASH, password)
    return is_right and stored is not None


def hash_now(password: str) -> str:
    """Hash in this thread."""
    return _HASHER.hash(_normal(password))


def needs_new_hash(stored: str) -> bool:
    """Say whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, _normal(password))
    except (Argon2Error, InvalidHashError):
        return False


def _normal(password: str) -> str:
    # One password typed on two keyboards is one sequence of code points (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)
