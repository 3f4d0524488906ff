-- Who may sign for the leader: the email domains of an organisation, addresses outside them that the secretariat confirms, the deputy
-- whom a leader names, and how each signature came about.

create table email_domain (                   -- where the people of an organisation have their addresses
    organisation_id uuid not null references organisation (id),
    domain          text not null,            -- lower case; domains below it count
    person_id       uuid references person (id),
    recorded_at     timestamptz not null,
    primary key (organisation_id, domain)
);

create table signatory_address (              -- an address outside those domains, and what the secretariat decided
    id                  uuid primary key not null,
    organisation_id     uuid not null references organisation (id),
    assessment_id       uuid not null references assessment (id),
    locked_version_hash text not null references locked_version (hash),
    capacity            text not null check (capacity in ('leader', 'deputy')),
    name                text not null,
    post                text not null,
    email               text not null,
    person_id           uuid references person (id), -- who asked; none if the leader named a deputy
    requested_at        timestamptz not null,
    outcome             text check (outcome in ('confirmed', 'refused', 'replaced')), -- none while it waits
    decided_by          uuid references person (id),
    decided_at          timestamptz,
    reason              text not null
);
create index signatory_address_organisation on signatory_address (organisation_id);
create unique index signatory_address_waiting on signatory_address (assessment_id) where outcome is null;

create table leader_question (                -- what a leader or deputy asked before signing
    id                  uuid primary key not null,
    assessment_id       uuid not null references assessment (id),
    locked_version_hash text not null references locked_version (hash),
    name                text not null,
    email               text not null,
    question            text not null,
    asked_at            timestamptz not null
);
create index leader_question_assessment on leader_question (assessment_id);

alter table leader_link add column capacity text not null default 'leader' check (capacity in ('leader', 'deputy'));
alter table leader_link add column ended_at timestamptz;              -- when a newer one or a change of the text replaced it
alter table leader_link add column confirmed_by uuid references person (id);
alter table leader_link add column confirmed_at timestamptz;          -- none if the domain was recorded
update leader_link set ended_at = expires_at where not exists (
    select 1 from assessment a where a.id = leader_link.assessment_id and a.locked_version_hash = leader_link.locked_version_hash
        and a.step in ('signed', 'submitted'));
-- What was sent before was sent to any address: none of it signs any more, and the lead asks again.
update leader_link set expires_at = created_at, ended_at = created_at where used_at is null;

alter table signature add column email text not null default '';     -- by which address
alter table signature add column leader_name text;                    -- for whom, if a deputy signed
alter table signature add column basis text check (basis in ('domain', 'confirmed')); -- why the address was accepted
alter table signature add column confirmed_by uuid references person (id);
alter table signature add column confirmed_at timestamptz;

alter table assessment add column returned_by text not null default 'secretariat' check (returned_by in ('secretariat', 'leader'));
