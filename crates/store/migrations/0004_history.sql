-- Every change, in the transaction that made it; and documents that were read in.

create table event (
    id              uuid primary key not null,
    organisation_id uuid references organisation (id), -- none: about the charter or an account
    assessment_id   uuid references assessment (id),
    action_id       uuid references action (id),
    person_id       uuid references person (id),
    author          text not null,            -- 'person', 'leader' or 'operator'
    what            jsonb not null,           -- a model::event::What
    public          boolean not null,
    happened_at     timestamptz not null
);
create index event_organisation on event (organisation_id, id);
create index event_action on event (action_id, happened_at);
create index event_public on event (organisation_id, happened_at) where public;

create table import (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    file            text not null,
    sha256          text not null,            -- of the file's bytes: the same file proposes nothing twice
    reading         jsonb not null,           -- what was read
    assessment_id   uuid references assessment (id), -- where it was accepted
    decided_at      timestamptz,
    refused         boolean not null default false,
    person_id       uuid references person (id),
    created_at      timestamptz not null
);
create index import_organisation on import (organisation_id, created_at);
