-- The gateway's store, in what SQLite and PostgreSQL both understand. INTEGER is read as BIGINT, and STRICT and WITHOUT ROWID are left
-- out, where the store is PostgreSQL (store_make.c). Moments are UTC text, days are days since 1970-01-01.

CREATE TABLE state (          -- one row
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    schema    INTEGER NOT NULL,           -- number of this file's form
    columns   TEXT NOT NULL,              -- "cols" of the stored rows: what gcase.facts holds, in which order
    epoch     INTEGER NOT NULL,           -- rises on a restore and on a first load; a scope's epoch is this plus its unit's
    seq       INTEGER NOT NULL,           -- highest number of the feed that was given
    min_seq   INTEGER NOT NULL,           -- rows of what is gone were forgotten up to here: an older cursor has expired
    loading   INTEGER NOT NULL,           -- 1: the first load is under way, or broke off: nothing is served from half of it
    units_tag TEXT NOT NULL               -- changes when the hierarchy changes: the ETag of /ref
) STRICT;

CREATE TABLE unit (
    id      INTEGER PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    parent  INTEGER,                      -- NULL: the top, or not placed
    level   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_hi TEXT NOT NULL,
    lft     INTEGER NOT NULL,             -- nested set: the units below are lft BETWEEN this.lft AND this.rgt
    rgt     INTEGER NOT NULL,
    epoch   INTEGER NOT NULL              -- rises when what belongs to the unit's scope was rebuilt
) STRICT;
CREATE INDEX unit_lft ON unit(lft);

CREATE TABLE gcase (
    id      INTEGER PRIMARY KEY,          -- case_id of src/domain/case_no.h
    unit    INTEGER,                      -- who holds it now; NULL: deleted, only the version is remembered
    ver     INTEGER NOT NULL,
    said    INTEGER NOT NULL,             -- digest of what the source said last
    facts   TEXT NOT NULL,                -- the row's last cells as JSON, without brackets
    events  TEXT,                         -- JSON array
    entries TEXT                          -- JSON array: the entries of the case, oldest first (made from entry.body)
) STRICT;
CREATE INDEX gcase_unit ON gcase(unit, id);

CREATE TABLE feed (           -- one row for each unit and case, moved up at each change (sync.md section 4, rule 1)
    unit    INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    seq     INTEGER,                      -- NULL: committed, and not yet numbered by the publisher (PostgreSQL)
    kind    INTEGER NOT NULL,             -- 0 up, 1 moved, 2 deleted
    ver     INTEGER NOT NULL,
    to_unit INTEGER,                      -- moved: where to
    gone_on INTEGER,                      -- moved, deleted: the day, so that it can be forgotten after 400
    PRIMARY KEY (unit, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_seq ON feed(seq, unit);
CREATE INDEX feed_unit_seq ON feed(unit, seq);
CREATE INDEX feed_case ON feed(case_id);
CREATE INDEX feed_gone ON feed(gone_on) WHERE gone_on IS NOT NULL;
CREATE INDEX feed_waiting ON feed(unit) WHERE seq IS NULL;

CREATE TABLE entry (          -- kept for ever: a repeat is known by its id
    id       TEXT PRIMARY KEY,
    device   TEXT NOT NULL,
    seq      INTEGER NOT NULL,            -- of the device that brought it first
    case_id  INTEGER NOT NULL,            -- 0 where it was refused
    kind     TEXT NOT NULL,
    code     TEXT NOT NULL,               -- undo, redact: the entry that is meant
    body     TEXT NOT NULL,               -- as it travels in a row; empty where it was refused
    at       TEXT NOT NULL,
    result   TEXT NOT NULL,               -- applied, flagged, refused
    reason   TEXT NOT NULL,               -- refused: why; flagged: 'not-in-scope' where its scope has nothing to do with the case (yet)
    unit     INTEGER NOT NULL,            -- by whose certificate it came
    received TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_case ON entry(case_id, at);
CREATE INDEX entry_refused ON entry(device, seq) WHERE result = 'refused';
CREATE INDEX entry_redact ON entry(code) WHERE kind = 'redact';

CREATE TABLE device (
    id        TEXT PRIMARY KEY,
    unit      INTEGER NOT NULL,           -- of the certificate with which it first came
    dev_seq   INTEGER NOT NULL,           -- all its entries up to here are durable here
    last_seen TEXT NOT NULL,
    cursor    TEXT NOT NULL,              -- what it said of itself
    count     INTEGER NOT NULL,
    sum       TEXT NOT NULL,
    unsent    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_digest (    -- of the cases that the unit holds: count and sum, the sum in two halves, whose own sums fit 64 bits
    unit  INTEGER NOT NULL,
    part  INTEGER NOT NULL,               -- PostgreSQL: writers of one unit write into different parts, else each would overtake the others
    count INTEGER NOT NULL,
    hi    INTEGER NOT NULL,
    lo    INTEGER NOT NULL,
    PRIMARY KEY (unit, part)
) STRICT, WITHOUT ROWID;
