"""The simulated kitchen: orders come in, workers take jobs, and one worker is already dead when the story begins."""

import json
import random
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

from cockpit.drill.outside import Outside

STORES = ("bannos", "flourlane")
DEAD = "worker-2"
ALIVE = ("worker-1", "worker-3")
STUCK_JOBS = 38
OLDEST_AT_START = timedelta(minutes=14, seconds=35)  # so that 15 minutes pass while a newcomer watches
LOCKED_AGO = timedelta(minutes=17)
LOG_BEFORE = 240  # lines the log holds when the story begins


class Kitchen:
    """Implements `Story`: a database, a log file and the workers between them, in a folder.

    A worker takes the oldest job of a store whose oldest job nobody holds: order matters in a kitchen, so old locks at
    the head of a store hold up everything behind them.
    """

    def __init__(self, folder: Path, seed: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._random = random.Random(seed)  # noqa: S311  # a story, not a secret
        self._log_path = folder / "worker.log"
        self._says = True
        # Made in one thread and used in another, one at a time: the world sees to that.
        self._db = sqlite3.connect(folder / "kitchen.db", timeout=10, check_same_thread=False)
        self._outside = Outside("Storefront", now)
        self.servers = (self._outside.server,)
        self.secrets = {"ops-webhook": self._outside.hook_url}
        self.filled = {"STATUS_URL": self._outside.status_url}
        self._begin()

    def beat(self) -> None:
        """An order may come in, each living worker may finish a job."""
        if self._random.random() < 0.6:
            self._order(self._db)
        for worker in ALIVE:
            self._work(self._db, worker)
        holder = self._holder(self._db)
        if holder and self._random.random() < 0.15:
            self._log("warn", "store is held up by a lock", worker=self._random.choice(ALIVE), held_by=holder)
        self._db.commit()

    def quiet(self) -> None:
        self._says = False

    def cut(self) -> bool:
        return False

    def close(self) -> None:
        self._db.close()
        self._outside.close()

    @property
    def waiting(self) -> int:
        """How many jobs the dead worker holds."""
        return int(self._db.execute("SELECT count(*) FROM work_queue WHERE locked_by = ?", (DEAD,)).fetchone()[0])

    def _begin(self) -> None:
        now, db = self._now(), self._db
        db.executescript(files(__package__).joinpath("schema.sql").read_text(encoding="utf-8"))
        for number in range(120):
            self._insert(db, now - timedelta(minutes=30) + timedelta(seconds=7 * number), "done")
        for number in range(STUCK_JOBS):
            created = now - OLDEST_AT_START + timedelta(seconds=2 * number)
            self._insert(db, created, "pending", STORES[number % 2], now - LOCKED_AGO + timedelta(seconds=number))
        for ago, staff, action, summary in _HISTORY:
            db.execute(
                "INSERT INTO audit_events (at, staff, action, summary) VALUES (?, ?, ?, ?)",
                (_text(now - ago), staff, action, summary),
            )
        db.commit()
        for number in range(LOG_BEFORE):
            self._log_before(now, timedelta(seconds=5 * (LOG_BEFORE - number)))

    def _log_before(self, now: datetime, ago: timedelta) -> None:
        if LOCKED_AGO < ago <= LOCKED_AGO + timedelta(seconds=5):
            lost = "worker lost its database connection"
            self._log("error", lost, at=now - ago, worker=DEAD, error_class="ConnectionLost")
        else:
            worker = self._random.choice(ALIVE)
            self._log("info", "job done", at=now - ago, worker=worker, ms=self._random.randint(40, 260))

    def _order(self, db: sqlite3.Connection) -> None:
        job = self._insert(db, self._now(), "pending")
        self._log("info", "job enqueued", job=job)

    def _work(self, db: sqlite3.Connection, worker: str) -> None:
        for store in STORES:
            head = db.execute(
                "SELECT id, locked_by FROM work_queue"
                " WHERE status = 'pending' AND store = ? ORDER BY created_at LIMIT 1",
                (store,),
            ).fetchone()
            if head is None or head[1] is not None:
                continue
            db.execute(
                "UPDATE work_queue SET status = 'done', finished_at = ? WHERE id = ?", (_text(self._now()), head[0])
            )
            self._log("info", "job done", job=head[0], worker=worker, store=store, ms=self._random.randint(40, 260))

    def _holder(self, db: sqlite3.Connection) -> str:
        row = db.execute(
            "SELECT locked_by FROM work_queue WHERE locked_at IS NOT NULL AND status = 'pending' LIMIT 1"
        ).fetchone()
        return str(row[0]) if row else ""

    def _insert(
        self, db: sqlite3.Connection, created: datetime, status: str, store: str = "", locked: datetime | None = None
    ) -> int:
        row = db.execute(
            "INSERT INTO work_queue (store, kind, status, created_at, locked_at, locked_by) VALUES (?, ?, ?, ?, ?, ?)",
            (
                store or self._random.choice(STORES),
                self._random.choice(("inventory", "label", "stage")),
                status,
                _text(created),
                _text(locked) if locked else None,
                DEAD if locked else None,
            ),
        )
        return int(row.lastrowid or 0)

    def _log(self, level: str, msg: str, at: datetime | None = None, **fields: object) -> None:
        if not self._says:
            return
        stamp = (at or self._now()).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with open(self._log_path, "a", encoding="utf-8") as log:
            log.write(json.dumps({"time": stamp, "level": level, "msg": msg, **fields}) + "\n")


_HISTORY = (
    (timedelta(minutes=41), "mia", "stage.move", "order 1182 to Decorating"),
    (timedelta(minutes=33), "joe", "label.print", "order 1190"),
    (timedelta(minutes=22), "dana", "worker.scale", "workers 4 → 3"),
    (timedelta(minutes=18), "dana", "worker.deploy", "worker image v41"),
    (timedelta(minutes=17), "system", "worker.lost", "worker-2 stopped answering"),
    (timedelta(minutes=12), "mia", "order.search", "looked for order 1201, not in stock list yet"),
    (timedelta(minutes=4), "joe", "note", "inventory has not moved for ten minutes"),
)


def tell(folder: Path, seed: int, now: Callable[[], datetime]) -> Kitchen:
    """The story, begun."""
    return Kitchen(folder, seed, now)


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")
