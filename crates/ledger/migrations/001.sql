-- Version 1 of the ledger. docs/ledger.md tells what every table and column means.
-- Days are counted from 1970-01-01, times in microseconds from 1970-01-01T00:00:00Z, ids as their 60-bit numbers.

-- The chain: everything that was ever recorded, in order. `body` is JSON; an erasure empties it and nothing else.
CREATE TABLE chain (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('report', 'claim', 'decision', 'erasure')),
    id INTEGER NOT NULL CHECK (id BETWEEN 0 AND 1152921504606846975),
    recorded INTEGER NOT NULL,
    body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    body TEXT
) STRICT;

-- ROLLBACK, not ABORT: with a chance of ABORT SQLite makes a savepoint for every row, and the index of words a segment.
CREATE TRIGGER chain_grows_at_its_end BEFORE INSERT ON chain
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM chain)
BEGIN SELECT RAISE(ROLLBACK, 'rows are only added at the end of the chain'); END;

CREATE TRIGGER chain_is_never_changed BEFORE UPDATE ON chain
WHEN NEW.body IS NOT NULL OR NEW.seq IS NOT OLD.seq OR NEW.kind IS NOT OLD.kind OR NEW.id IS NOT OLD.id
    OR NEW.recorded IS NOT OLD.recorded OR NEW.body_hash IS NOT OLD.body_hash OR NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'rows of the chain are never changed'); END;

CREATE TRIGGER chain_is_never_cut BEFORE DELETE ON chain
BEGIN SELECT RAISE(ABORT, 'rows of the chain are never deleted'); END;

-- What follows is made from the bodies, for searching. `dateline verify` holds it against them.

CREATE TABLE erasures (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    report INTEGER NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('text', 'all'))
) STRICT;
CREATE INDEX erasures_by_report ON erasures (report);

CREATE TABLE reports (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    id INTEGER NOT NULL UNIQUE,
    known INTEGER,
    date INTEGER,
    outlet TEXT,
    outlet_folded TEXT,
    url TEXT,
    title TEXT,
    language TEXT,
    text_sha256 BLOB,
    erased INTEGER REFERENCES erasures (seq)
) STRICT;
CREATE INDEX reports_by_day ON reports (known);
CREATE INDEX reports_by_outlet ON reports (outlet_folded);

CREATE TABLE claims (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    id INTEGER NOT NULL UNIQUE,
    report INTEGER NOT NULL REFERENCES reports (seq),
    position INTEGER NOT NULL,
    known INTEGER,
    type TEXT,
    status TEXT,
    confidence REAL,
    day_start INTEGER,
    day_end INTEGER,
    words INTEGER
) STRICT;
CREATE INDEX claims_by_report ON claims (report, position);
CREATE INDEX claims_by_type ON claims (type);
CREATE INDEX claims_by_day ON claims (day_end, day_start);

CREATE TABLE places (
    key INTEGER PRIMARY KEY,
    id TEXT,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    country TEXT
) STRICT;
CREATE INDEX places_by_id ON places (id, name);
CREATE INDEX places_by_name ON places (folded);

CREATE TABLE parties (
    key INTEGER PRIMARY KEY,
    id TEXT,
    name TEXT NOT NULL,
    folded TEXT NOT NULL
) STRICT;
CREATE INDEX parties_by_id ON parties (id, name);
CREATE INDEX parties_by_name ON parties (folded);

CREATE TABLE claim_places (
    claim INTEGER NOT NULL REFERENCES claims (seq),
    slot TEXT NOT NULL CHECK (slot IN ('place', 'from', 'to')),
    place INTEGER NOT NULL REFERENCES places (key),
    PRIMARY KEY (claim, slot, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_place ON claim_places (place, claim);

CREATE TABLE claim_parties (
    claim INTEGER NOT NULL REFERENCES claims (seq),
    role TEXT NOT NULL CHECK (role IN ('actor', 'target', 'source')),
    party INTEGER NOT NULL REFERENCES parties (key),
    PRIMARY KEY (claim, role, party)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_party ON claim_parties (party, claim);

CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY REFERENCES chain (seq),
    id INTEGER NOT NULL UNIQUE,
    act TEXT NOT NULL
) STRICT;

-- Words of titles (rowid: the report's seq) and of quotes (rowid: `words` of their claims). Holds no text itself.
CREATE VIRTUAL TABLE search USING fts5 (
    words, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

-- Full texts, as long as they are kept: `expires` empty is for ever; a text that has expired is empty.
CREATE TABLE texts (
    report INTEGER PRIMARY KEY REFERENCES reports (seq),
    text TEXT,
    expires INTEGER
) STRICT;
CREATE INDEX texts_by_end ON texts (expires) WHERE text IS NOT NULL AND expires IS NOT NULL;

CREATE TRIGGER erasures_are_never_changed BEFORE UPDATE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are never changed'); END;
CREATE TRIGGER erasures_are_never_deleted BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are never deleted'); END;

CREATE TRIGGER reports_are_only_erased BEFORE UPDATE ON reports
WHEN OLD.erased IS NOT NULL OR NEW.erased IS NULL OR NEW.seq IS NOT OLD.seq OR NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END;
CREATE TRIGGER reports_are_never_deleted BEFORE DELETE ON reports
BEGIN SELECT RAISE(ABORT, 'reports are never deleted'); END;

CREATE TRIGGER claims_are_only_erased BEFORE UPDATE ON claims
WHEN NEW.type IS NOT NULL OR NEW.seq IS NOT OLD.seq OR NEW.id IS NOT OLD.id OR NEW.report IS NOT OLD.report
    OR NEW.position IS NOT OLD.position OR (SELECT erased FROM reports WHERE seq = OLD.report) IS NULL
BEGIN SELECT RAISE(ABORT, 'claims are never changed'); END;
CREATE TRIGGER claims_are_never_deleted BEFORE DELETE ON claims
BEGIN SELECT RAISE(ABORT, 'claims are never deleted'); END;

CREATE TRIGGER claim_places_are_never_changed BEFORE UPDATE ON claim_places
BEGIN SELECT RAISE(ABORT, 'places of claims are never changed'); END;
CREATE TRIGGER claim_places_go_with_their_claim BEFORE DELETE ON claim_places
WHEN (SELECT type FROM claims WHERE seq = OLD.claim) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'places of claims are never deleted'); END;

CREATE TRIGGER claim_parties_are_never_changed BEFORE UPDATE ON claim_parties
BEGIN SELECT RAISE(ABORT, 'parties of claims are never changed'); END;
CREATE TRIGGER claim_parties_go_with_their_claim BEFORE DELETE ON claim_parties
WHEN (SELECT type FROM claims WHERE seq = OLD.claim) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'parties of claims are never deleted'); END;

CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER decisions_are_never_deleted BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;
