CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    amount TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'new',
    at TEXT NOT NULL,
    locked_at TEXT,
    locked_by TEXT
);
CREATE INDEX orders_waiting ON orders (status, at);
CREATE TABLE fetch_requests (
    id INTEGER PRIMARY KEY,
    since TEXT NOT NULL
);
CREATE TABLE audit_events (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    staff TEXT NOT NULL,
    action TEXT NOT NULL,
    summary TEXT NOT NULL
);
CREATE INDEX audit_events_at ON audit_events (at);
