"""Echo's capabilities: messages and announcements for people, digests, delivery reports."""

from agents.echo.announcement import (
    AnnounceInput,
    AnnouncementsInput,
    CancelInput,
    announce,
    cancel,
    list_announcements,
    run_due,
)
from agents.echo.delivery import DeliveryInput, report_delivery
from agents.echo.digest import DigestInput, digest_unread
from agents.echo.sending import BroadcastInput, SendInput, broadcast, send
from agents.runtime.capability import Capability, TaskContext, agent_module

VERSION = "1.0.0"


def tick(context: TaskContext) -> None:
    """Have the due announcements sent."""
    run_due(context)


AGENT = agent_module(
    VERSION,
    Capability("send_message", SendInput, send, "Send a message into one room."),
    Capability(
        "broadcast",
        BroadcastInput,
        broadcast,
        "Send a message into several rooms, and tell what became of each.",
    ),
    Capability(
        "schedule_announcement",
        AnnounceInput,
        announce,
        "Plan an announcement; it is sent once, when its time has come.",
    ),
    Capability(
        "list_announcements",
        AnnouncementsInput,
        list_announcements,
        "List the planned announcements, the next one first.",
    ),
    Capability(
        "cancel_announcement",
        CancelInput,
        cancel,
        "Cancel an announcement that has not been sent.",
    ),
    Capability(
        "digest_unread",
        DigestInput,
        digest_unread,
        "Count per person what was not read, and send it to them if wanted.",
    ),
    Capability(
        "delivery_report",
        DeliveryInput,
        report_delivery,
        "Tell whether a message reached connections, and how many have read it.",
    ),
    tick=tick,
)
