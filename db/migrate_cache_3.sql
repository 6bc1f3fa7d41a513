-- cache.db, format 2 to 3: the roll-ups know final reports and years, and leave out what was settled away; a unit's cases
-- carry their status in its index; what a unit gave away is found by its code.
CREATE VIEW unit_above (unit, up) AS
    SELECT id, 0 FROM unit
    UNION ALL SELECT id, parent FROM unit WHERE parent IS NOT NULL
    UNION ALL SELECT a.id, b.parent FROM unit a JOIN unit b ON b.id = a.parent WHERE b.parent IS NOT NULL
    UNION ALL SELECT a.id, c.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent WHERE c.parent IS NOT NULL
    UNION ALL SELECT a.id, d.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent JOIN unit d ON d.id = c.parent WHERE d.parent IS NOT NULL
    UNION ALL SELECT a.id, e.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent JOIN unit d ON d.id = c.parent JOIN unit e ON e.id = d.parent WHERE e.parent IS NOT NULL
    UNION ALL SELECT a.id, g.parent FROM unit a JOIN unit b ON b.id = a.parent JOIN unit c ON c.id = b.parent JOIN unit d ON d.id = c.parent JOIN unit e ON e.id = d.parent JOIN unit g ON g.id = e.parent WHERE g.parent IS NOT NULL;

DROP INDEX fir_case_unit;
CREATE INDEX fir_case_unit ON fir_case(unit, state, clock_date, hits, probable, outcome, status);
CREATE INDEX case_event_moved ON case_event(was, on_date) WHERE kind = 'transfer';

DELETE FROM rollup_open;
INSERT INTO rollup_open
WITH RECURSIVE holds(unit, up) AS (
    SELECT id, 0 FROM unit UNION ALL SELECT id, parent FROM unit WHERE parent IS NOT NULL
    UNION ALL SELECT h.unit, u.parent FROM holds h JOIN unit u ON u.id = h.up WHERE u.parent IS NOT NULL)
SELECT h.up, clock_date, hits, probable AND settled IS NULL, count(*)
FROM fir_case f JOIN holds h ON h.unit = f.unit WHERE state = 0 AND NOT (probable = 1 AND settled IS 'no') GROUP BY 1, 2, 3, 4;

DROP TABLE rollup_month;
CREATE TABLE rollup_month (
    unit INTEGER NOT NULL, month TEXT NOT NULL, hits INTEGER NOT NULL, probable INTEGER NOT NULL,
    open INTEGER NOT NULL, in60 INTEGER NOT NULL, late INTEGER NOT NULL,
    final INTEGER NOT NULL,
    PRIMARY KEY (unit, month, hits, probable)
) STRICT, WITHOUT ROWID;
INSERT INTO rollup_month
WITH RECURSIVE holds(unit, up) AS (
    SELECT id, 0 FROM unit UNION ALL SELECT id, parent FROM unit WHERE parent IS NOT NULL
    UNION ALL SELECT h.unit, u.parent FROM holds h JOIN unit u ON u.id = h.up WHERE u.parent IS NOT NULL)
SELECT h.up, substr(clock_date, 1, 7), hits, probable AND settled IS NULL, sum(outcome = 0), sum(outcome = 1), sum(outcome = 2),
       sum(status = 'final')
FROM fir_case f JOIN holds h ON h.unit = f.unit WHERE outcome < 3 AND NOT (probable = 1 AND settled IS 'no') GROUP BY 1, 2, 3, 4;

CREATE TABLE rollup_year (
    unit INTEGER NOT NULL, year TEXT NOT NULL, hits INTEGER NOT NULL, probable INTEGER NOT NULL,
    open INTEGER NOT NULL, in60 INTEGER NOT NULL, late INTEGER NOT NULL, final INTEGER NOT NULL,
    PRIMARY KEY (unit, year, hits, probable)
) STRICT, WITHOUT ROWID;
INSERT INTO rollup_year
SELECT unit, substr(month, 1, 4), hits, probable, sum(open), sum(in60), sum(late), sum(final) FROM rollup_month GROUP BY 1, 2, 3, 4;

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
