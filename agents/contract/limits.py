"""Times and sizes of the agent protocol, each with its unit; from the seed where it has them."""

HEARTBEAT_INTERVAL_SECONDS = 20.0
STATE_TTL_SECONDS = 90
"""A state older than this is stale, by the clock of the server."""

LOG_STREAM_ENTRIES = 5000
"""Neither kind of log stream holds more: trimmed exactly, as `MAXLEN ~` may leave more."""
LOG_QUERY_DEFAULT_ENTRIES = 200

TOKEN_CHARACTERS_MIN = 32
REQUEST_BODY_BYTES_MAX = 64 * 1024
COMMAND_BYTES_MAX = 48 * 1024
"""One command as JSON, on the control channel and in the task file."""
LOG_MESSAGE_CHARACTERS_MAX = 2000
LOG_DATA_BYTES_MAX = 16 * 1024
"""JSON data of one log entry: the largest result that a task can report."""
CAPABILITIES_MAX = 64
QUEUED_COMMANDS_MAX = 64
"""Commands that wait at an agent; what comes when they are that many is refused."""
QUEUE_FIGURE_MAX = 1024
"""Largest figure that an agent can tell of its queue: more than any queue holds."""
COMMAND_DEADLINE_SECONDS_DEFAULT = 30
COMMAND_DEADLINE_SECONDS_MAX = 3600
OUTCOME_DETAIL_CHARACTERS_MAX = 1000
RESULT_BYTES_MAX = LOG_DATA_BYTES_MAX - 1024
"""JSON of a result; with its names it fits into one log entry."""
DESCRIPTION_CHARACTERS_MAX = 500
HOST_CHARACTERS_MAX = 253
"""Longest DNS name (RFC 1035, section 2.3.4)."""
VERSION_CHARACTERS_MAX = 64
PROCESS_ID_MAX = 1 << 22
"""Highest pid on 64-bit Linux, PID_MAX_LIMIT (proc_sys_kernel(5))."""
