-- Names are not identities. An event has the name of its author as it was, and whose act it was by an id. A person who is known
-- by an email address alone, such as an action owner, has an id as well, which their account takes over if they get one.

create table known_address (                  -- a person without an account, by their email address
    id    uuid primary key not null,
    email text not null unique                -- lower case; no address of an account
);
-- The ids of owners, because SQL that both databases know makes none. One for each address, and none for an account's.
insert into known_address (id, email)
select w.id, lower(w.email) from owner w
where w.email is not null
  and not exists (select 1 from person p where p.email = lower(w.email))
  and not exists (select 1 from owner v where lower(v.email) = lower(w.email) and v.id < w.id);

alter table event add column name text;       -- of its author, as it was; none for the leader, a deputy and the operator
alter table event add column identity_id uuid; -- a person, or a known address
-- What is certain about the events before: a person has one account. What their name was then is not known, so it is the present one.
update event set identity_id = person_id, name = (select p.name from person p where p.id = event.person_id)
where person_id is not null;
-- An owner who was never edited has had one address. Of the others the name stays, and belongs to nobody.
update event set name = (select w.name from owner w where w.id = event.owner_id),
    identity_id = (
        select coalesce(p.id, k.id) from owner w
        left join person p on p.email = lower(w.email)
        left join known_address k on k.email = lower(w.email)
        where w.id = event.owner_id and w.revision = 1)
where owner_id is not null and person_id is null;
create index event_identity on event (identity_id);

create table name_check (                     -- where a name may be that of a person who deleted their account
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    event_id        uuid references event (id),
    action_id       uuid references action (id),
    name            text,                     -- as it is there; none once it is decided
    former          text not null,            -- what would replace it
    found_at        timestamptz not null,
    outcome         text check (outcome in ('removed', 'kept')), -- none while it waits
    decided_by      uuid references person (id),
    decided_at      timestamptz
);
create index name_check_organisation on name_check (organisation_id, outcome);
