"""How fast a log grows, from looks at it."""

import time
from collections import deque


class Rate:
    """Rows a second over the newest looks."""

    def __init__(self, looks: int) -> None:
        self._counted: deque[tuple[float, int]] = deque(maxlen=looks)

    def count(self, total: int) -> None:
        """There are `total` rows now."""
        self._counted.append((time.monotonic(), total))

    def clear(self) -> None:
        self._counted.clear()

    @property
    def per_second(self) -> float:
        if len(self._counted) < 2:
            return 0.0
        (since, before), (until, after) = self._counted[0], self._counted[-1]
        return (after - before) / max(until - since, 0.1)
