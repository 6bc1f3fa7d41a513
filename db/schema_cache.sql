-- cache.db: facts. All of it can be imported or fetched again (sync.md section 2).
-- Dates are ISO 8601 text, civil dates in IST; moments are UTC "2026-11-23T12:34:56.789Z".
-- Day, left, due and band follow from clock_date and are never stored.
-- CHECKs are chains of OR: for IN with more than two values SQLite builds a table anew at each insert (20 µs a row).

CREATE TABLE meta (           -- one row a name
    name  TEXT PRIMARY KEY,   -- 'training' '1'; 'rules_digest'; 'cases_rules' (the digest that the stored cases were read by); 'count_rule' (first day, disposed by); 'imported_at'; 'data_at'; 'set_aside' (the damaged file whose place this one took); 'instance' (random, once)
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('instance', lower(hex(randomblob(8))));

CREATE TABLE unit (           -- nation, state, zone, range, district, circle, station
    id      INTEGER PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,            -- stations: the CCTNS code
    parent  INTEGER REFERENCES unit(id),     -- NULL: the top, or not yet placed
    level   TEXT NOT NULL CHECK (level = 'nation' OR level = 'state' OR level = 'zone' OR level = 'range' OR level = 'district' OR level = 'circle' OR level = 'station'),
    kind    TEXT NOT NULL DEFAULT 'territorial' CHECK (kind = 'territorial' OR kind = 'mahila' OR kind = 'grp' OR kind = 'other' OR kind = 'unplaced'),
    name_en TEXT NOT NULL,
    name_hi TEXT NOT NULL DEFAULT '',
    lft     INTEGER NOT NULL DEFAULT 0,      -- nested set over parent: the units below are lft BETWEEN this.lft AND this.rgt; renumbered by a units load
    rgt     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX unit_parent ON unit(parent, id);
CREATE INDEX unit_lft ON unit(lft);

CREATE VIEW unit_above (unit, up) AS -- the units above each, at most six, and 0 for all: whose roll-ups count its cases
    SELECT id, 0 FROM unit
    UNION ALL SELECT id, parent FROM unit WHERE parent IS NOT NULL
    UNION ALL SELECT a.id, b.parent FROM unit a JOIN unit b ON b.id = a.parent WHERE b.parent IS NOT NULL
    UNION ALL SELECT a.id, c.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent WHERE c.parent IS NOT NULL
    UNION ALL SELECT a.id, d.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent JOIN unit d ON d.id = c.parent WHERE d.parent IS NOT NULL
    UNION ALL SELECT a.id, e.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent JOIN unit d ON d.id = c.parent JOIN unit e ON e.id = d.parent WHERE e.parent IS NOT NULL
    UNION ALL SELECT a.id, g.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent JOIN unit d ON d.id = c.parent JOIN unit e ON e.id = d.parent JOIN unit g ON g.id = e.parent WHERE g.parent IS NOT NULL;

CREATE TABLE unit_event (     -- a unit's moves: where it belonged until when
    unit       INTEGER NOT NULL REFERENCES unit(id),
    parent     INTEGER REFERENCES unit(id),  -- the parent that it had
    until_date TEXT NOT NULL                 -- first day under the next parent
) STRICT;
CREATE INDEX unit_event_unit ON unit_event(unit, until_date);

CREATE TABLE officer (        -- investigating officers, each once
    id      INTEGER PRIMARY KEY,
    pno     TEXT,                            -- 9 digits, text; NULL where the source has none
    rank    TEXT NOT NULL DEFAULT '',        -- as the source writes it, cleaned: "SI", "उ0नि0"
    name    TEXT NOT NULL,                   -- cleaned, NFC
    name_hi TEXT NOT NULL DEFAULT '',
    fold    TEXT NOT NULL                    -- text_fold of rank, name, name_hi and pno: search
) STRICT;
CREATE UNIQUE INDEX officer_pno ON officer(pno) WHERE pno IS NOT NULL;
CREATE UNIQUE INDEX officer_name ON officer(name, rank) WHERE pno IS NULL;
CREATE INDEX officer_order ON officer(name, rank);  -- lists sorted by IO

CREATE TABLE section_set (    -- each combination of sections once
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,               -- normalised: "IPC:376(2)(n) POCSO:5(l) POCSO:6"
    fold TEXT NOT NULL                       -- for search: " ipc 376(2)(n) pocso 5(l) pocso 6 376 5 6 "
) STRICT;

CREATE TABLE fir_case (       -- a tracked (or probable) case
    id          INTEGER PRIMARY KEY,         -- case_id of src/domain/case_no.h: station, year, serial in one number
    unit        INTEGER NOT NULL REFERENCES unit(id), -- who has it now; a transfer changes it
    fir_date    TEXT NOT NULL,
    fir_time    TEXT,                        -- "14:35"
    gd_no       TEXT,
    clock_date  TEXT NOT NULL,               -- from when the clock runs: fir_date, for a zero FIR zero_date
    zero_id     INTEGER,                     -- zero FIR: case_id at the station of the first recording
    zero_date   TEXT,
    sections    INTEGER NOT NULL REFERENCES section_set(id),
    hits        INTEGER NOT NULL,            -- bits list x category (src/domain/offence.h), the probable ones too
    probable    INTEGER NOT NULL DEFAULT 0,  -- 1: shown with a question mark until settled
    officer     INTEGER REFERENCES officer(id),
    officer_since TEXT,
    status      TEXT NOT NULL DEFAULT 'open' CHECK (status = 'open' OR status = 'chargesheet' OR status = 'final' OR status = 'transferred' OR status = 'expunged' OR status = 'stayed' OR status = 'further'),
    status_on   TEXT,                        -- since when, as the source says; for a disposed case of which the source names no date at all, the day of the import
    state       INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2), -- what the status means for the counts: 0 open (open, stayed), 1 disposed (chargesheet, final, further), 2 out (transferred, expunged, no covered section left)
    outcome     INTEGER NOT NULL DEFAULT 0 CHECK (outcome BETWEEN 0 AND 3), -- 0 open, 1 disposed within 60 days, 2 disposed later, 3 not counted; by the settings that meta 'count_rule' names
    final_type  TEXT,                        -- of a final report: 'true-undetected','untraced','false','mistake-of-fact','mistake-of-law','non-cognisable','civil','insufficient-evidence','abated'
    final_no    TEXT,
    final_prepared TEXT, final_approved TEXT, final_filed TEXT, final_cctns TEXT, -- prepared on, approved by CO on, filed in court on, entered in CCTNS on
    moved_to    TEXT,                        -- transferred: the unit's code as the source says it
    arrests     INTEGER,
    first_remand TEXT,
    court_date  TEXT,                        -- the court's next date
    -- the fold of the entries that the server has, own ones among them (told_by, wrong: below); empty while there is no sync
    reason      TEXT, reason_on TEXT,
    told_day    INTEGER NOT NULL DEFAULT 0, told_on TEXT,
    settled     TEXT CHECK (settled IN ('tracked','no')), -- of a probable case; a statement that sets it sets nothing that the roll-ups look at besides: they follow by a trigger
    source      TEXT NOT NULL DEFAULT 'import' CHECK (source = 'import' OR source = 'sync' OR source = 'demo'), -- synced facts beat imported ones
    ver         INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 0, -- of the server's row
    facts       INTEGER NOT NULL DEFAULT 0,  -- digest of the source's facts: an import or a sync that brings the same changes nothing
    told_by     TEXT, told_at TEXT,          -- of the server's entries, as reason and told_day: who told, when it was entered
    wrong       INTEGER NOT NULL DEFAULT 0   -- likewise: facts marked as wrong and not yet right again
) STRICT;
-- Of fir_case. A bulk load into an empty table drops these and makes them again from here (sqlite_schema), so they stand in one place.
-- Each carries the columns that a list's conditions look at, so that a pass over it needs no look at the table: the 60,000 open
-- cases in order cost 10 ms, all million 0.1 s (2 s with a look at each row). The id stands second in the first two, else a page
-- would have to sort the cases of its days.
CREATE INDEX fir_case_open ON fir_case(clock_date, id, hits, probable, unit, officer, sections, status, fir_date, told_day, settled, reason) WHERE state = 0;
CREATE INDEX fir_case_clock ON fir_case(clock_date, id, state, hits, probable, outcome, unit, officer, sections, status);
CREATE INDEX fir_case_unit ON fir_case(unit, state, clock_date, hits, probable, outcome, status);
CREATE INDEX fir_case_officer ON fir_case(officer, state, clock_date, hits, probable);
CREATE INDEX fir_case_sections ON fir_case(sections, state, clock_date, hits, probable);
CREATE INDEX fir_case_serial ON fir_case(id & 1048575);       -- the FIR number without its year
CREATE INDEX fir_case_zero ON fir_case(fir_date) WHERE zero_date IS NOT NULL;
CREATE INDEX fir_case_rare ON fir_case(status, clock_date) WHERE status <> 'open' AND status <> 'chargesheet' AND status <> 'final';
CREATE INDEX fir_case_probable ON fir_case(clock_date) WHERE probable = 1;
CREATE INDEX fir_case_reason ON fir_case(reason, clock_date) WHERE reason IS NOT NULL;
CREATE INDEX fir_case_settled ON fir_case(settled) WHERE settled IS NOT NULL;
CREATE INDEX fir_case_wrong ON fir_case(wrong) WHERE wrong > 0;

CREATE TABLE case_event (     -- dated changes of a case: what a past --as-of reads
    case_id INTEGER NOT NULL,
    on_date TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind = 'section-added' OR kind = 'section-dropped' OR kind = 'officer' OR kind = 'status' OR kind = 'transfer' OR kind = 'zero'),
    was     TEXT NOT NULL DEFAULT '',
    now     TEXT NOT NULL DEFAULT '',
    dated_by TEXT NOT NULL DEFAULT 'source' CHECK (dated_by IN ('source','import')) -- 'import': the source named no date, the day of the import stands in
) STRICT;
CREATE INDEX case_event_case ON case_event(case_id, on_date);
CREATE INDEX case_event_date ON case_event(on_date, kind);
CREATE INDEX case_event_moved ON case_event(was, on_date) WHERE kind = 'transfer'; -- what a unit gave away

CREATE TABLE entry (          -- entries that the server has, own and others': the same columns as record.db's
    id TEXT PRIMARY KEY, device TEXT NOT NULL, seq INTEGER NOT NULL, case_id INTEGER NOT NULL,
    kind TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT '', on_date TEXT,
    whom TEXT NOT NULL DEFAULT '', how TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', fold TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL, at TEXT NOT NULL, ref TEXT NOT NULL DEFAULT '', next_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_case ON entry(case_id, at);
CREATE INDEX entry_note ON entry(kind, case_id) WHERE kind = 'note'; -- search in remarks
CREATE INDEX entry_direction ON entry(kind, case_id) WHERE kind = 'direction';
CREATE INDEX entry_redact ON entry(code) WHERE kind = 'redact'; -- whose text must go from record.db too

-- Counts kept as rows change; nothing in them depends on today. A row for each unit above the one that holds the
-- cases, and for unit 0: all. The holding unit itself (a station: hundreds of cases) is counted from its rows.
-- A probable case that was settled as none of ours is in no row; one that was settled as ours has probable 0.
CREATE TABLE rollup_open (    -- open cases by day
    unit INTEGER NOT NULL, clock_date TEXT NOT NULL, hits INTEGER NOT NULL, probable INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (unit, clock_date, hits, probable)
) STRICT, WITHOUT ROWID;
CREATE TABLE rollup_month (   -- all counted cases by month of clock_date ("2026-11") and how they ended
    unit INTEGER NOT NULL, month TEXT NOT NULL, hits INTEGER NOT NULL, probable INTEGER NOT NULL,
    open INTEGER NOT NULL, in60 INTEGER NOT NULL, late INTEGER NOT NULL, -- fir_case.outcome 0, 1, 2
    final INTEGER NOT NULL,                -- of in60 and late: those whose status is 'final'
    PRIMARY KEY (unit, month, hits, probable)
) STRICT, WITHOUT ROWID;
CREATE TABLE rollup_year (    -- the sum of a year's months ("2026"): the nation's states since 2018 in few rows
    unit INTEGER NOT NULL, year TEXT NOT NULL, hits INTEGER NOT NULL, probable INTEGER NOT NULL,
    open INTEGER NOT NULL, in60 INTEGER NOT NULL, late INTEGER NOT NULL, final INTEGER NOT NULL,
    PRIMARY KEY (unit, year, hits, probable)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER fir_case_settled_counts AFTER UPDATE OF settled ON fir_case
WHEN new.probable = 1 AND old.settled IS NOT new.settled AND new.outcome < 3
BEGIN
    INSERT INTO rollup_open (unit, clock_date, hits, probable, n)
        SELECT a.up, new.clock_date, new.hits, d.probable, d.n
        FROM (SELECT old.settled IS NULL AS probable, -1 AS n WHERE old.settled IS NOT 'no'
              UNION ALL SELECT new.settled IS NULL, 1 WHERE new.settled IS NOT 'no') d CROSS JOIN unit_above a
        WHERE a.unit = new.unit AND new.state = 0
        ON CONFLICT DO UPDATE SET n = n + excluded.n;
    DELETE FROM rollup_open WHERE n = 0 AND clock_date = new.clock_date AND hits = new.hits
        AND unit IN (SELECT up FROM unit_above WHERE unit = new.unit);
    INSERT INTO rollup_month (unit, month, hits, probable, open, in60, late, final)
        SELECT a.up, substr(new.clock_date, 1, 7), new.hits, d.probable, d.n * (new.outcome = 0), d.n * (new.outcome = 1),
               d.n * (new.outcome = 2), d.n * (new.status = 'final')
        FROM (SELECT old.settled IS NULL AS probable, -1 AS n WHERE old.settled IS NOT 'no'
              UNION ALL SELECT new.settled IS NULL, 1 WHERE new.settled IS NOT 'no') d CROSS JOIN unit_above a
        WHERE a.unit = new.unit
        ON CONFLICT DO UPDATE SET open = open + excluded.open, in60 = in60 + excluded.in60, late = late + excluded.late,
                                  final = final + excluded.final;
    DELETE FROM rollup_month WHERE open = 0 AND in60 = 0 AND late = 0 AND month = substr(new.clock_date, 1, 7) AND hits = new.hits
        AND unit IN (SELECT up FROM unit_above WHERE unit = new.unit);
    INSERT INTO rollup_year (unit, year, hits, probable, open, in60, late, final)
        SELECT a.up, substr(new.clock_date, 1, 4), new.hits, d.probable, d.n * (new.outcome = 0), d.n * (new.outcome = 1),
               d.n * (new.outcome = 2), d.n * (new.status = 'final')
        FROM (SELECT old.settled IS NULL AS probable, -1 AS n WHERE old.settled IS NOT 'no'
              UNION ALL SELECT new.settled IS NULL, 1 WHERE new.settled IS NOT 'no') d CROSS JOIN unit_above a
        WHERE a.unit = new.unit
        ON CONFLICT DO UPDATE SET open = open + excluded.open, in60 = in60 + excluded.in60, late = late + excluded.late,
                                  final = final + excluded.final;
    DELETE FROM rollup_year WHERE open = 0 AND in60 = 0 AND late = 0 AND year = substr(new.clock_date, 1, 4) AND hits = new.hits
        AND unit IN (SELECT up FROM unit_above WHERE unit = new.unit);
END;

CREATE TABLE unit_seen (      -- when an import or a sync last brought rows of a station
    unit INTEGER PRIMARY KEY REFERENCES unit(id) ON DELETE CASCADE, at TEXT NOT NULL
) STRICT;

CREATE TABLE step_rule (n INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, label TEXT NOT NULL, label_old TEXT NOT NULL,
    categories TEXT NOT NULL, due TEXT NOT NULL, from_date TEXT, basis TEXT NOT NULL) STRICT;
CREATE TABLE reason (n INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, label TEXT NOT NULL) STRICT;

CREATE TABLE sync_state (     -- one row
    one INTEGER PRIMARY KEY CHECK (one = 1),
    device TEXT NOT NULL DEFAULT '', -- whose dev_seq it is
    dev_seq INTEGER NOT NULL DEFAULT 0, -- own entries up to here are durable at the server
    epoch INTEGER NOT NULL DEFAULT 0, cursor INTEGER NOT NULL DEFAULT 0,
    synced_at TEXT, server_time TEXT, clock_offset_ms INTEGER NOT NULL DEFAULT 0,
    ack_id TEXT NOT NULL DEFAULT '', -- id of the own entry numbered dev_seq: another one there means that record.db was put back from a copy
    equal_at TEXT,                   -- the digest was equal then
    attempt_at TEXT,                 -- the last attempt began
    class INTEGER NOT NULL DEFAULT 0, class_since TEXT, -- how it ended (enum sync_class), since when it has been so
    sentence TEXT NOT NULL DEFAULT '', -- what to tell of it, in the language of whoever ran it
    next_at TEXT,                    -- when the next attempt is due
    received INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, repaired INTEGER NOT NULL DEFAULT 0, -- in all
    units_etag TEXT NOT NULL DEFAULT '' -- of the units that were written last
) STRICT;
INSERT INTO sync_state (one) VALUES (1);

CREATE TABLE sync_log (       -- the last 500 attempts
    n INTEGER PRIMARY KEY, at TEXT NOT NULL, class INTEGER NOT NULL, text TEXT NOT NULL,
    received INTEGER NOT NULL, sent INTEGER NOT NULL
) STRICT;

CREATE TABLE refusal (        -- own entries that the server refused
    id TEXT PRIMARY KEY, case_id INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_bucket (    -- the digest of the synced cases (source 'sync', ver > 0), kept as rows change
    bucket INTEGER PRIMARY KEY CHECK (bucket BETWEEN 0 AND 255), -- lowest 8 bits of the serial
    count INTEGER NOT NULL, sum INTEGER NOT NULL -- sum modulo 2^64, as a signed number: SQL cannot add it
) STRICT;

CREATE TABLE reconcile_run (  -- the last reconciliation with a register: one row (db/reconcile.h)
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at TEXT NOT NULL, author TEXT NOT NULL,
    file TEXT NOT NULL,           -- the register's name without its folder
    unit TEXT NOT NULL,           -- code, '' all
    from_date TEXT, to_date TEXT, -- FIR dates that were compared
    stations INTEGER NOT NULL, rows INTEGER NOT NULL, same INTEGER NOT NULL, only_register INTEGER NOT NULL, only_itsso INTEGER NOT NULL,
    differ INTEGER NOT NULL, not_tracked INTEGER NOT NULL, outside INTEGER NOT NULL, rejected INTEGER NOT NULL
) STRICT;
CREATE TABLE reconcile (      -- what it found, but for the marked facts, which are read from the entries
    n INTEGER PRIMARY KEY,        -- in order of kind, case and field
    kind TEXT NOT NULL CHECK (kind = 'only-register' OR kind = 'only-itsso' OR kind = 'differs'),
    case_id INTEGER NOT NULL, field TEXT NOT NULL, register TEXT NOT NULL, itsso TEXT NOT NULL
) STRICT;
