-- record.db: what people entered here. Must never be lost (sync.md section 2).

CREATE TABLE device (         -- one row: who numbers the entries of this folder
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT NOT NULL,                       -- random; a restored copy takes a new one
    seq INTEGER NOT NULL DEFAULT 0,          -- the last number given
    log_bytes INTEGER NOT NULL DEFAULT 0,    -- length of record.log once the last entry's line stands in it: anything else is mended
    vacuum_due INTEGER NOT NULL DEFAULT 0,   -- 1: a text was redacted, and pages that may still hold it are to be written anew
    fold_seq INTEGER NOT NULL DEFAULT 0, fold_epoch INTEGER NOT NULL DEFAULT 0, fold_cursor INTEGER NOT NULL DEFAULT 0 -- dev_seq and cursor of cache.db when own_fold of the cases with unsent entries was last made anew
) STRICT;
INSERT INTO device (one, id) VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE entry (          -- append-only; only a redaction overwrites a text
    id      TEXT PRIMARY KEY,                -- UUIDv7 (RFC 9562)
    device  TEXT NOT NULL,
    seq     INTEGER NOT NULL,                -- 1, 2, 3 … of this device
    case_id INTEGER NOT NULL,                -- src/domain/case_no.h
    kind    TEXT NOT NULL CHECK (kind IN ('reason','step','note','told','wrong','settle','undo','redact','direction','answer')),
    code    TEXT NOT NULL DEFAULT '',        -- reason or step code; told: the alert day covered; wrong: the field; direction: its source; undo, redact, answer: the entry's id
    state   TEXT NOT NULL DEFAULT '',        -- step: done, waiting, na, no-consent; settle: tracked, no; wrong: wrong, right-again
    on_date TEXT,                            -- what it is about happened on (step done or waiting since, told on; direction: the date of the letter; answer: done on)
    whom    TEXT NOT NULL DEFAULT '',        -- told: 'io', 'sho', 'co'
    how     TEXT NOT NULL DEFAULT '',        -- told: 'person', 'phone', 'message', 'written'
    text    TEXT NOT NULL DEFAULT '',        -- remark, direction, answer; after a redaction "[हटाया गया]"
    fold    TEXT NOT NULL DEFAULT '',        -- text_fold(text): search
    author  TEXT NOT NULL,                   -- login
    at      TEXT NOT NULL,                   -- UTC
    ref     TEXT NOT NULL DEFAULT '',        -- direction, answer: the letter's number
    next_on TEXT                             -- direction: the next date, by when an answer is expected
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entry_seq ON entry(device, seq);
CREATE INDEX entry_case ON entry(case_id, seq);
CREATE INDEX entry_note ON entry(kind, case_id) WHERE kind = 'note';
CREATE INDEX entry_direction ON entry(kind, case_id) WHERE kind = 'direction';

CREATE TABLE own_fold (       -- derived: the last own entries of a case, laid over the cache's columns where their number is above dev_seq
    case_id    INTEGER PRIMARY KEY,
    last_seq   INTEGER NOT NULL DEFAULT 0,   -- of any own entry of the case
    reason     TEXT, reason_on TEXT, reason_seq INTEGER NOT NULL DEFAULT 0,
    told_day   INTEGER NOT NULL DEFAULT 0, told_on TEXT, told_whom TEXT, told_how TEXT, told_by TEXT, told_at TEXT, told_seq INTEGER NOT NULL DEFAULT 0,
    settled    TEXT, settled_seq INTEGER NOT NULL DEFAULT 0,
    wrong      INTEGER NOT NULL DEFAULT 0,   -- facts marked as wrong and not yet right again
    wrong_seq  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX own_fold_reason ON own_fold(reason) WHERE reason IS NOT NULL;
CREATE INDEX own_fold_settled ON own_fold(settled) WHERE settled IS NOT NULL;

CREATE TABLE user (           -- who may sign in here (issue of the sign-in)
    login TEXT PRIMARY KEY, role TEXT NOT NULL, unit TEXT NOT NULL, verifier TEXT NOT NULL DEFAULT '', valid_until TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (          -- that something happened, never what a text said
    n INTEGER PRIMARY KEY, at TEXT NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL, about TEXT NOT NULL DEFAULT ''
) STRICT;
