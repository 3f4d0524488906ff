-- Self-assessments: answers, headcount, signatures and what was signed.

create table plan (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    months          bigint not null check (months > 0),
    starts_on       date not null,
    ends_on         date not null,
    created_at      timestamptz not null
);
create index plan_organisation on plan (organisation_id, starts_on);

create table snapshot (                       -- what is signed, to the letter
    hash        text primary key not null,    -- SHA-256 of canonical
    canonical   text not null,                -- canonical JSON; text, since jsonb would not keep it as it is
    withheld    jsonb not null,               -- exact figures and the salt of their hash: never public
    created_at  timestamptz not null
);

create table assessment (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    edition         text not null,            -- pinned for life
    stage           bigint not null,
    step            text not null check (step in ('drafting', 'ready', 'lead-signed', 'signed', 'submitted')),
    rated_plan_id   uuid references plan (id),
    plan_id         uuid not null unique references plan (id),
    started_at      timestamptz not null,
    snapshot_hash   text references snapshot (hash),
    frozen_at       timestamptz,
    submitted_at    timestamptz,
    due_on          date,                     -- what was due when it was submitted
    returned_at     timestamptz,
    returned_reason text,
    paper           jsonb,                    -- the signatures of a submission on paper
    paper_on        date,
    check (step in ('drafting', 'submitted') or snapshot_hash is not null),
    check (step <> 'submitted' or (snapshot_hash is not null and submitted_at is not null) or paper is not null)
);
create index assessment_organisation on assessment (organisation_id, stage, started_at);

create table answer (
    assessment_id uuid not null references assessment (id),
    question      text not null,
    body          text not null,
    revision      bigint not null,
    person_id     uuid references person (id),
    saved_at      timestamptz not null,
    primary key (assessment_id, question)
);

create table answer_version (                 -- every version, for ever
    assessment_id uuid not null references assessment (id),
    question      text not null,
    revision      bigint not null,
    body          text not null,
    person_id     uuid references person (id),
    saved_at      timestamptz not null,
    primary key (assessment_id, question, revision)
);

create table headcount (
    assessment_id uuid primary key not null references assessment (id),
    people        jsonb not null,
    revision      bigint not null,
    person_id     uuid references person (id),
    saved_at      timestamptz not null
);

create table signature (                      -- given here; a voided one stays
    id            uuid primary key not null,
    assessment_id uuid not null references assessment (id),
    role          text not null check (role in ('lead', 'leader')),
    person_id     uuid references person (id),
    name          text not null,
    post          text not null,
    snapshot_hash text not null references snapshot (hash),
    signed_at     timestamptz not null,
    voided_at     timestamptz
);
create index signature_assessment on signature (assessment_id);

create table leader_link (                    -- the leader's way in, to sign one version
    token_hash    text primary key not null,
    assessment_id uuid not null references assessment (id),
    snapshot_hash text not null references snapshot (hash),
    name          text not null,
    post          text not null,
    email         text not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    used_at       timestamptz
);
create index leader_link_assessment on leader_link (assessment_id);
