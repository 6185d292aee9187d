"""How far a source's clock is from this machine's: the median of arrival less the line's own time."""

from collections import deque
from datetime import datetime, timedelta
from statistics import median

from cockpit.core.logclock import clock
from cockpit.core.logreading import Reading

SAMPLES = 101
ENOUGH = 3
LONGEST = 1 << 16  # bytes looked at of one line


class SkewGauge:
    """Looks at one line a chunk, the newest whole one; a median does not mind the odd late line."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._samples: deque[float] = deque(maxlen=SAMPLES)

    def look(self, chunk: bytes, at: datetime) -> None:
        """Take a sample from a chunk that came just now."""
        end = chunk.rfind(b"\n")
        begin = chunk.rfind(b"\n", 0, max(end, 0)) + 1
        if end <= begin or end - begin > LONGEST:
            return
        own = clock(chunk[begin:end], self._reading)
        if own is not None:
            self._samples.append(at.timestamp() - own)

    def skew(self) -> timedelta | None:
        """Positive: lines come that much after their own time. None: too few lines tell a time."""
        if len(self._samples) < ENOUGH:
            return None
        return timedelta(seconds=median(tuple(self._samples)))
