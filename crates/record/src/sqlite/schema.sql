-- The tables of a dixit database, version 1; docs/sqlite.md explains them. Within version 1 columns are added, never renamed.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE engine (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    models  TEXT NOT NULL,
    offsets TEXT NOT NULL,
    UNIQUE (name, version, models, offsets)
);

CREATE TABLE article (
    id               INTEGER PRIMARY KEY,
    article_id       TEXT NOT NULL,
    title            TEXT,
    publisher        TEXT,
    date             TEXT,
    url              TEXT,
    author           TEXT,
    language         TEXT,
    dateline         TEXT,
    republished_from TEXT,
    text             TEXT,
    engine           INTEGER NOT NULL REFERENCES engine (id),
    contributors     TEXT
);

CREATE TABLE quotation (
    id             INTEGER PRIMARY KEY,
    article        INTEGER NOT NULL REFERENCES article (id),
    quotation_id   TEXT NOT NULL,
    kind           TEXT NOT NULL,
    text           TEXT NOT NULL,
    cue_text       TEXT,
    content        TEXT NOT NULL,
    cue            TEXT NOT NULL,
    source         TEXT NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end   INTEGER NOT NULL,
    parent         TEXT,
    confidence     REAL NOT NULL,
    when_text      TEXT,
    when_date      TEXT,
    when_start     INTEGER,
    when_end       INTEGER,
    act            TEXT NOT NULL DEFAULT 'statement',
    act_confidence REAL NOT NULL DEFAULT 0,
    polarity       TEXT NOT NULL DEFAULT 'affirmed',
    -- First and last day that when_date can mean.
    when_from      TEXT,
    when_to        TEXT
);

CREATE TABLE speaker (
    quotation   INTEGER NOT NULL REFERENCES quotation (id),
    position    INTEGER NOT NULL,
    name        TEXT,
    surface     TEXT,
    type        TEXT NOT NULL,
    mention     TEXT NOT NULL,
    role        TEXT,
    affiliation TEXT,
    registry_id TEXT,
    candidates  TEXT NOT NULL,
    confidence  REAL NOT NULL,
    decided_by  TEXT NOT NULL,
    PRIMARY KEY (quotation, position)
) WITHOUT ROWID;

CREATE TABLE via (
    quotation  INTEGER NOT NULL REFERENCES quotation (id),
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    relation   TEXT NOT NULL,
    outlet_id  TEXT,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    carried    INTEGER NOT NULL,
    confidence REAL,
    called     TEXT,
    PRIMARY KEY (quotation, position)
) WITHOUT ROWID;

-- The words of every quotation, to be searched; the words themselves are kept only once, in `quotation`.
CREATE VIRTUAL TABLE quotation_fts USING fts5 (
    text, content = 'quotation', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

-- A row a quotation with its article, speakers and links joined: what most questions want.
CREATE VIEW quotations AS
SELECT q.id, a.article_id, a.title, a.publisher, a.date, a.url, q.quotation_id, q.kind, q.text,
    (SELECT group_concat(name, '; ') FROM (SELECT name FROM speaker WHERE quotation = q.id ORDER BY position)) AS speaker,
    (SELECT group_concat(role, '; ') FROM (SELECT role FROM speaker WHERE quotation = q.id ORDER BY position)) AS role,
    (SELECT group_concat(name, '; ') FROM (SELECT name FROM via WHERE quotation = q.id ORDER BY position)) AS via,
    q.cue_text, q.when_text, q.when_date, q.confidence, q.act, q.polarity, q.when_from, q.when_to
FROM quotation q JOIN article a ON a.id = q.article;
