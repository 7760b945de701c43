-- Which playlists were pushed, what they held when they were last read back, and every step since.
--
-- States are JSON: URIs, marks of who put them there, ISRCs and times of addition; no names of Spotify's.
-- A step is written before it is sent (settled = 0) and settled when its answer is known.

CREATE TABLE playlists (
    world    TEXT NOT NULL CHECK (world <> ''),
    id       TEXT NOT NULL CHECK (id <> ''),
    key      TEXT NOT NULL CHECK (key <> ''),
    part     INTEGER NOT NULL CHECK (part >= 1),
    name     TEXT NOT NULL,
    created  INTEGER NOT NULL CHECK (created IN (0, 1)),
    used_at  TEXT NOT NULL,
    state    TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(state)),
    PRIMARY KEY (world, id)
) STRICT;

CREATE TABLE playlist_steps (
    number      INTEGER PRIMARY KEY,
    world       TEXT NOT NULL,
    playlist_id TEXT NOT NULL,
    op          TEXT NOT NULL CHECK (op IN ('add', 'remove', 'move')),
    edit        TEXT NOT NULL CHECK (json_valid(edit)),
    settled     INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    FOREIGN KEY (world, playlist_id) REFERENCES playlists (world, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX playlist_steps_by_playlist ON playlist_steps (world, playlist_id);

CREATE TABLE playlist_creations (
    world  TEXT NOT NULL CHECK (world <> ''),
    key    TEXT NOT NULL,
    part   INTEGER NOT NULL,
    name   TEXT NOT NULL,
    others TEXT NOT NULL CHECK (json_valid(others)),
    PRIMARY KEY (world, key, part)
) STRICT;

CREATE TABLE pushes (
    id          INTEGER PRIMARY KEY,
    world       TEXT NOT NULL,
    playlist_id TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('push', 'undo')),
    began       TEXT NOT NULL,
    ended       TEXT,
    added       INTEGER NOT NULL DEFAULT 0 CHECK (added >= 0),
    removed     INTEGER NOT NULL DEFAULT 0 CHECK (removed >= 0),
    moved       INTEGER NOT NULL DEFAULT 0 CHECK (moved >= 0),
    requests    INTEGER NOT NULL DEFAULT 0 CHECK (requests >= 0),
    before      TEXT CHECK (before IS NULL OR json_valid(before)),
    after       TEXT CHECK (after IS NULL OR json_valid(after)),
    FOREIGN KEY (world, playlist_id) REFERENCES playlists (world, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX pushes_by_playlist ON pushes (world, playlist_id, id);
