"""What lives in this process only and is gone with it: figures, beats, untraced commands."""

from dataclasses import dataclass, field

from services.core_api.commands.memory_ledger import MemoryLedger
from services.core_api.security.honey_tokens import KnownHoney
from services.core_api.telemetry.beats import Beats
from services.core_api.telemetry.cycles import Cycles
from services.core_api.telemetry.queues import Queues
from services.core_api.telemetry.request_statistics import RequestStatistics


@dataclass(frozen=True, slots=True)
class Live:
    """One per process."""

    untraced: MemoryLedger = field(default_factory=MemoryLedger)
    """Commands that are stored nowhere."""
    errands: MemoryLedger = field(default_factory=MemoryLedger)
    """Tasks for a person that nobody else may look up, GodMode included."""
    beats: Beats = field(default_factory=Beats)
    cycles: Cycles = field(default_factory=Cycles)
    queues: Queues = field(default_factory=Queues)
    requests: RequestStatistics = field(default_factory=RequestStatistics)
    honey: KnownHoney = field(default_factory=KnownHoney)
