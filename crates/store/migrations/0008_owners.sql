-- Owners: who answers for actions. A person or a named post; no account, an address is enough to be asked.

create table owner (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    name            text not null,            -- "Director of Estates", "A. King"
    email           text,                     -- none until somebody knows it
    revision        bigint not null default 1,
    created_at      timestamptz not null,
    left_at         timestamptz               -- answers for nothing any more
);
create index owner_organisation on owner (organisation_id);

-- The one who is accountable. action.owner stays the words that were promised.
alter table action add column owner_id uuid references owner (id);
create index action_owner on action (owner_id);

create table helper (                         -- who helps the owner of an action
    action_id uuid not null references action (id),
    owner_id  uuid not null references owner (id),
    primary key (action_id, owner_id)
);
create index helper_owner on helper (owner_id);
