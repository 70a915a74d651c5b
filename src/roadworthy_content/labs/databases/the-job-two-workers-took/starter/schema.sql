-- The queue of jobs, and what some of the jobs write. The judge lays this out; it is not yours to change.
CREATE TABLE jobs (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind    text NOT NULL,
    payload jsonb NOT NULL,
    state   text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'done', 'failed')),
    tries   integer NOT NULL DEFAULT 0,
    run_at  timestamptz NOT NULL DEFAULT now(),
    error   text
);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'ready';

CREATE TABLE deliveries (
    recipient text NOT NULL,
    body      text NOT NULL
);
