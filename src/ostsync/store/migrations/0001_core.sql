-- What was read, what was judged, what was decided by hand, and the runs that did it.
--
-- The user's own words, their decisions, statuses and Spotify URIs are kept until `purge`. What Spotify says about
-- its tracks (names, albums, candidates, and evidence that quotes them) stands in `spotify_content` alone, with the
-- time it was fetched, and goes after 30 days or at logout (Spotify Developer Terms: content is not stored for ever).
--
-- `world` is the API origin and the account, so that a rehearsal never feeds a real push. Times are ISO 8601 in UTC.

CREATE TABLE sources (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE CHECK (name <> ''),
    kind     TEXT NOT NULL,
    title    TEXT,
    encoding TEXT NOT NULL,
    read_at  TEXT NOT NULL
) STRICT;

CREATE TABLE recommendations (
    source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL CHECK (position >= 1),
    words     TEXT NOT NULL CHECK (json_valid(words)),
    PRIMARY KEY (source_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
    id         INTEGER PRIMARY KEY,
    world      TEXT NOT NULL CHECK (world <> ''),
    market     TEXT NOT NULL,
    key        TEXT NOT NULL,
    fold       TEXT NOT NULL,
    words      TEXT NOT NULL CHECK (json_valid(words)),
    status     TEXT NOT NULL CHECK (status IN ('matched', 'ambiguous', 'missed')),
    reason     TEXT,
    uri        TEXT CHECK (uri LIKE 'spotify:track:_%'),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    decided_by TEXT NOT NULL CHECK (decided_by IN ('auto', 'you')),
    matcher    TEXT NOT NULL,
    asked      TEXT NOT NULL CHECK (json_valid(asked)),
    requests   INTEGER NOT NULL CHECK (requests >= 0),
    judged_at  TEXT NOT NULL,
    tries      INTEGER NOT NULL CHECK (tries >= 0),
    next_try   TEXT,
    UNIQUE (world, market, key),
    CHECK ((status = 'matched') = (uri IS NOT NULL)),
    CHECK (status = 'missed' OR next_try IS NULL)
) STRICT;

CREATE TABLE spotify_content (
    verdict_id INTEGER PRIMARY KEY REFERENCES verdicts (id) ON DELETE CASCADE,
    fetched_at TEXT NOT NULL,
    content    TEXT NOT NULL CHECK (json_valid(content))
) STRICT;

CREATE INDEX spotify_content_by_age ON spotify_content (fetched_at);

CREATE TABLE decisions (
    id       INTEGER PRIMARY KEY,
    origin   TEXT NOT NULL CHECK (origin <> ''),
    at       TEXT NOT NULL,
    action   TEXT NOT NULL CHECK (action IN ('accept', 'never', 'skip', 'search')),
    readings TEXT NOT NULL CHECK (json_valid(readings)),
    uris     TEXT NOT NULL CHECK (json_valid(uris)),
    words    TEXT NOT NULL,
    text     TEXT NOT NULL,
    UNIQUE (origin, at, action, readings, uris, words),
    CHECK ((action = 'search') = (words <> ''))
) STRICT;

CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    world    TEXT NOT NULL CHECK (world <> ''),
    sources  TEXT NOT NULL CHECK (json_valid(sources)),
    began    TEXT NOT NULL,
    ended    TEXT,
    albums   INTEGER NOT NULL CHECK (albums IN (0, 1)),
    stopped  TEXT CHECK (stopped IN ('offline', 'rate_limited', 'quota')),
    requests INTEGER NOT NULL DEFAULT 0 CHECK (requests >= 0),
    summary  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(summary))
) STRICT;

CREATE INDEX runs_by_world ON runs (world, id);
