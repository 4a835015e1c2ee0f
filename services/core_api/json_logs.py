"""One JSON object per line on stdout, for every logger of the process."""

import json
import logging
import sys
from datetime import UTC, datetime

_EXTRA = ("client", "path")
"""Extra fields that are shown: named one by one, so that no secret gets there by accident."""


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, named extras, and the exception if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _EXTRA if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure_logs() -> None:
    """Send everything from level info to stdout as JSON."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
