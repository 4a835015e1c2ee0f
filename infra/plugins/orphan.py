"""End a plugin whose engine is gone without having ended it: killed, or out of memory.

Nothing else would: the plugin waits for calls that nobody will make. Its process group, which the
engine made for it, ends with it: the program or the policy pack that it started.
"""

import os
import signal
import threading
import time

_LOOK_SECONDS = 1.0


def end_with_parent() -> None:
    """Watch from now on that this process's parent lives."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    # PR_SET_PDEATHSIG would fire when the engine's thread ends that happened to start us.
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
