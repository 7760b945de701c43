-- The rolling 24-hour ledger: every HTTP request that left, and until when a server must not be asked.
--
-- Kept per API origin, not per client id: the quota belongs to the developer account, and all of its client ids
-- share one pool (Spotify, July 2026 quota update). Times are ISO 8601 in UTC, with microseconds, so that text
-- order is time order.

CREATE TABLE requests (
    id     INTEGER PRIMARY KEY,
    origin TEXT NOT NULL CHECK (origin <> ''),
    at     TEXT NOT NULL,
    kind   TEXT NOT NULL CHECK (kind <> '')
) STRICT;

CREATE INDEX requests_by_time ON requests (origin, at);

CREATE TABLE holds (
    origin TEXT PRIMARY KEY CHECK (origin <> ''),
    until  TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
