-- Evidence of impact: links, files, testimonials and numbers, kept for an organisation and attached wherever they tell.

create table evidence (
    id               uuid primary key not null,
    organisation_id  uuid not null references organisation (id),
    kind             text not null check (kind in ('link', 'file', 'testimonial', 'number')),
    title            text not null,
    content          jsonb not null,          -- a model::evidence::Content; a file's bytes are elsewhere, by their SHA-256
    themes           jsonb not null,
    allied           jsonb not null,          -- other charters that it serves
    public           boolean not null default false,
    person_id        uuid references person (id),
    created_at       timestamptz not null,
    withdrawn_at     timestamptz,
    withdrawn_reason text,
    check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create index evidence_organisation on evidence (organisation_id, created_at);

create table evidence_action (                -- for which actions it tells
    evidence_id uuid not null references evidence (id),
    action_id   uuid not null references action (id),
    person_id   uuid references person (id),
    attached_at timestamptz not null,
    primary key (evidence_id, action_id)
);
create index evidence_action_action on evidence_action (action_id);

create table evidence_answer (                -- for which answers
    evidence_id   uuid not null references evidence (id),
    assessment_id uuid not null references assessment (id),
    question      text not null,
    person_id     uuid references person (id),
    attached_at   timestamptz not null,
    primary key (evidence_id, assessment_id, question)
);
create index evidence_answer_assessment on evidence_answer (assessment_id);

create table link_check (                     -- what came of asking for a link, the last time
    evidence_id uuid primary key not null references evidence (id),
    host        text not null,
    checked_at  timestamptz,
    failure     text,                         -- why it failed the last time; none where it answered
    failed_days bigint not null default 0,    -- on how many different days in a row
    failed_on   date,                         -- the last of them
    dead_since  date                          -- it failed too often
);
create index link_check_host on link_check (host, evidence_id);
