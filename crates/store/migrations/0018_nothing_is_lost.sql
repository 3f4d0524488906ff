-- Who answered for an action, and who helped, from one moment to the next.

create table charge_version (
    action_id uuid not null references action (id),
    owner_id  uuid not null references owner (id),
    helps     boolean not null,               -- whether as a helper, or as the one who is accountable
    since     timestamptz not null,
    until     timestamptz,
    primary key (action_id, owner_id, helps, since)
);
insert into charge_version (action_id, owner_id, helps, since)
select c.id, c.owner_id, false,
    coalesce((select max(e.happened_at) from event e where e.action_id = c.id and e.what ->> 'what' = 'action-given'), c.created_at)
from action c where c.owner_id is not null;
insert into charge_version (action_id, owner_id, helps, since)
select h.action_id, h.owner_id, true,
    coalesce((select max(e.happened_at) from event e where e.action_id = h.action_id and e.what ->> 'what' = 'helper-added'), c.created_at)
from helper h join action c on c.id = h.action_id;

-- Evidence is corrected; what it said before stays.
alter table evidence add column revision bigint not null default 1;
alter table evidence add column owner_id uuid references owner (id); -- who gave it by their link

create table evidence_version (               -- what a piece of evidence said until it was corrected
    id          uuid primary key not null,
    evidence_id uuid not null references evidence (id),
    revision    bigint not null,
    title       text not null,
    content     jsonb not null,
    themes      jsonb not null,
    allied      jsonb not null,
    person_id   uuid references person (id),  -- who corrected it
    until       timestamptz not null,
    unique (evidence_id, revision)
);

create table helper_letter (                  -- what became of the letters that ask somebody who helps
    ask_id      uuid not null references ask (id),
    owner_id    uuid not null references owner (id),
    letters     bigint not null,
    lettered_at timestamptz not null,
    letter_id   uuid not null,                -- the last one, while it is kept
    primary key (ask_id, owner_id)
);

-- Whose reminders are whose is looked up by address.
create index owner_email on owner (email);
create index seat_email on seat (email);

-- Digests are put for people and no longer for addresses.
delete from job where kind in ('digest', 'digests') and key like '%@%';

create table minutes_version (                -- every version of minutes, for ever
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    meeting_id      uuid references meeting (id),
    plan_review_id  uuid references plan_review (id),
    revision        bigint not null,          -- that it became; of one set aside, that it was written from
    words           text not null,
    aside           boolean not null,         -- whoever wrote it was second
    person_id       uuid references person (id),
    saved_at        timestamptz not null,
    check ((meeting_id is null) <> (plan_review_id is null))
);
create index minutes_version_meeting on minutes_version (meeting_id, revision);
create index minutes_version_review on minutes_version (plan_review_id, revision);
insert into minutes_version (id, organisation_id, meeting_id, revision, words, aside, saved_at)
select m.id, g.organisation_id, m.id, m.revision, m.minutes, false, g.created_at
from meeting m join working_group g on g.id = m.group_id where m.minutes <> '';
insert into minutes_version (id, organisation_id, plan_review_id, revision, words, aside, saved_at)
select r.id, r.organisation_id, r.id, r.revision, r.minutes, false, coalesce(r.closed_at, r.opened_at)
from plan_review r where r.minutes <> '';
