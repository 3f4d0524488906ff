-- Submissions made outside Assay are proposed, and the secretariat confirms them. Those that were imported before stay submissions without a
-- confirmation, and pages say so.

create table past_submission (                -- a proposal; a correction is another proposal
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    import_id       uuid not null references import (id),
    edition         text not null,
    stage           bigint not null,
    submitted_on    date not null,
    form            jsonb not null,           -- the fields as they were sent, so that they can be corrected
    content         jsonb not null,           -- what becomes the submission; a model::imports::import::ImportContent
    shares_files    boolean not null,         -- whether the files of the import are published with it
    proposed_by     uuid references person (id), -- none for the command line
    proposed_at     timestamptz not null,
    outcome         text check (outcome in ('confirmed', 'refused', 'taken-back')), -- none while it waits
    decided_by      uuid references person (id),
    decided_at      timestamptz,
    reason          text not null             -- why it was refused
);
create index past_submission_import on past_submission (import_id);
create unique index past_submission_waiting on past_submission (import_id) where outcome is null;
create unique index past_submission_waiting_stage on past_submission (organisation_id, stage) where outcome is null;

alter table import add column files jsonb;    -- the files that were kept to be published, each a model::plan::evidence::EvidenceFile

alter table assessment add column confirmed_by uuid references person (id); -- of one made outside Assay
alter table assessment add column confirmed_at timestamptz;
