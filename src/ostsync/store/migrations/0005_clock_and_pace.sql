-- When a hold was set, so that one that was set under a wrong clock has an end; and the pace that refusals taught.
--
-- `set_at` is empty for holds from before. `gap` is in seconds, per API origin, as the limits are.

ALTER TABLE holds ADD COLUMN set_at TEXT NOT NULL DEFAULT '';

CREATE TABLE paces (
    origin TEXT PRIMARY KEY CHECK (origin <> ''),
    gap    REAL NOT NULL CHECK (gap >= 0)
) STRICT, WITHOUT ROWID;
