-- Searches that found nothing, for as long as a limit may keep a run from going on with others: see store/blanks.py.

CREATE TABLE blanks (
    world    TEXT NOT NULL CHECK (world <> ''),
    market   TEXT NOT NULL,
    question TEXT NOT NULL CHECK (question <> ''),
    at       TEXT NOT NULL,
    PRIMARY KEY (world, market, question)
) STRICT, WITHOUT ROWID;

CREATE INDEX blanks_by_age ON blanks (at);
