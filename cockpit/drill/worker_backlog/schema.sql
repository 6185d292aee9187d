CREATE TABLE work_queue (
    id INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    created_at TEXT NOT NULL,
    locked_at TEXT,
    locked_by TEXT,
    finished_at TEXT
);
CREATE INDEX work_queue_waiting ON work_queue (status, store, created_at);
CREATE TABLE audit_events (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    staff TEXT NOT NULL,
    action TEXT NOT NULL,
    summary TEXT NOT NULL
);
CREATE INDEX audit_events_at ON audit_events (at);
