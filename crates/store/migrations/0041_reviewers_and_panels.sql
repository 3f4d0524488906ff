-- Who reviews submissions of other signatories, what they can take in each round, the conflicts of interest that they declared, and the
-- panels that were approved. What the program knows of conflicts, experience and load is computed.

create table reviewer (
    person_id       uuid primary key not null references person (id),
    organisation_id uuid not null references organisation (id), -- the signatory that they review from
    background      text not null check (background in ('lead', 'technician')),
    is_experienced  boolean not null,      -- reviewed before there were rounds here, as the secretariat knows; later experience is computed
    stages          text not null,         -- what they know, as lists in JSON: numbers of stages,
    kinds           text not null,         -- kinds of organisation,
    themes          text not null,         -- and keys of themes
    enrolled_at     timestamptz not null,
    ended_at        timestamptz,           -- when they stopped, or left their organisation
    revision        bigint not null default 1
);
create index reviewer_organisation on reviewer (organisation_id);

create table availability (                -- what a reviewer can take in a round
    round_id        uuid not null references round (id),
    person_id       uuid not null references person (id),
    submissions     bigint,                -- the most that they take; none for a break
    answered_at     timestamptz not null,
    primary key (round_id, person_id)
);
create index availability_person on availability (person_id);

create table declared_conflict (           -- private to the reviewer and the secretariat
    person_id       uuid not null references person (id),
    organisation_id uuid not null references organisation (id),
    reason          text not null,
    declared_at     timestamptz not null,
    primary key (person_id, organisation_id)
);
create index declared_conflict_organisation on declared_conflict (organisation_id);

create table completed_training (
    person_id       uuid not null references person (id),
    edition         text not null,         -- of the course
    completed_at    timestamptz not null,
    primary key (person_id, edition)
);

create table panel (                       -- the reviewers of one or more submissions of a round, as it was approved
    id              uuid primary key not null,
    round_id        uuid not null references round (id),
    number          bigint not null,       -- from 1, within the round
    created_at      timestamptz not null,
    unique (round_id, number)
);

create table panel_member (
    panel_id        uuid not null references panel (id),
    person_id       uuid not null references person (id),
    since           timestamptz not null,
    until           timestamptz,           -- when they dropped out or were replaced
    primary key (panel_id, person_id, since)
);
create index panel_member_person on panel_member (person_id);

create table panel_submission (
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    since           timestamptz not null,
    until           timestamptz,           -- when it was returned or withdrawn, or another panel took it over
    primary key (panel_id, assessment_id, since)
);
create index panel_submission_assessment on panel_submission (assessment_id);
