"""Limits of the relay and of its messages, each with its reason."""

TICKET_SECONDS = 30
"""A ticket is used at once by the page that asked for it."""
AUTH_SECONDS = 5.0
"""How long a socket may stay without a proved user."""
FRAME_BYTES_MAX = 64 * 1024
"""OWASP WebSocket cheat sheet: 64 KiB a message."""
MESSAGES_PER_MINUTE = 100
"""OWASP WebSocket cheat sheet: start at 100 a minute; every frame of a client counts."""
SOCKETS_PER_USER = 3
QUEUE_BYTES_MAX = 1 << 20
QUEUE_FRAMES_MAX = 256
SESSION_SWEEP_SECONDS = 2.0
"""Two sweeps and a slow answer still end a socket within 5 s of its session."""
SOCKET_SECONDS_MAX = 30 * 60
"""Then a new ticket is needed: rooms that were granted are decided anew."""
TEXT_CHARACTERS_MAX = 4_000
"""Of one message; four bytes each still fit into a frame."""
MEMBERS_SHOWN = 100
"""Names in a list of who is in a room; of more only the number is told."""
HISTORY_MAX = 100
"""Messages in one history frame."""
ROOMS_OF_TICKET_MAX = 64
