"""What lives in this process only and is gone with it: figures, beats, commands of GodMode."""

from dataclasses import dataclass, field

from services.core_api.commands.memory_ledger import MemoryLedger
from services.core_api.security.honey_tokens import KnownHoney
from services.core_api.telemetry.beats import Beats
from services.core_api.telemetry.cycles import Cycles
from services.core_api.telemetry.request_statistics import RequestStatistics


@dataclass(frozen=True, slots=True)
class Live:
    """One per process."""

    untraced: MemoryLedger = field(default_factory=MemoryLedger)
    """Commands that are stored nowhere."""
    beats: Beats = field(default_factory=Beats)
    cycles: Cycles = field(default_factory=Cycles)
    requests: RequestStatistics = field(default_factory=RequestStatistics)
    honey: KnownHoney = field(default_factory=KnownHoney)
