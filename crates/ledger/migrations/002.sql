-- Version 2: what watching remembers of addresses, and events of other datasets that ours are compared with. Neither is in the chain: no
-- claim and no event rests on them, and both can be thrown away. docs/ledger.md tells what every column means.

-- An address that was asked, or that is to be: a feed, an article's page, a host's robots.txt and tdmrep.json. Times in microseconds from
-- 1970-01-01T00:00:00Z. A page with a `body` is still to be asked: the body is what its feed says of it.
CREATE TABLE fetches (
    url TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'page', 'robots', 'tdm')),
    asked INTEGER,
    listed INTEGER,
    status INTEGER,
    etag TEXT,
    last_modified TEXT,
    body_sha256 BLOB CHECK (length(body_sha256) = 32),
    failures INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER,
    body TEXT,
    note TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX fetches_to_ask ON fetches (url) WHERE kind = 'page' AND body IS NOT NULL;
CREATE INDEX fetches_by_body ON fetches (body_sha256) WHERE body_sha256 IS NOT NULL;
-- Whether the same text was told at another address of the same site.
CREATE INDEX reports_by_text ON reports (text_sha256);

-- A row of a dataset of record. `body` is the row as JSON, by the dataset's own column names.
CREATE TABLE records (
    scheme TEXT NOT NULL,
    id TEXT NOT NULL,
    edition TEXT,
    licence TEXT NOT NULL,
    day_start INTEGER,
    day_end INTEGER,
    latitude REAL,
    longitude REAL,
    country TEXT,
    place TEXT,
    type TEXT,
    low INTEGER,
    best INTEGER,
    high INTEGER,
    body TEXT NOT NULL,
    PRIMARY KEY (scheme, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_day ON records (day_end, day_start);
