-- Working groups and committees: who sits in them and for how long, when they meet, and what was said there.

create table working_group (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    name            text not null,
    kind            text not null check (kind in ('working-group', 'committee')),
    remit           text not null,            -- what it is for
    revision        bigint not null default 1,
    created_at      timestamptz not null
);
create index working_group_organisation on working_group (organisation_id);

create table seat (                           -- somebody's term of office
    id        uuid primary key not null,
    group_id  uuid not null references working_group (id),
    name      text not null,
    email     text,                           -- lower case
    role      text not null check (role in ('chair', 'member')),
    starts_on date not null,
    ends_on   date,                           -- the last day of the term; none where it was not limited
    left_on   date                            -- when they went before it ended
);
create index seat_group on seat (group_id);

create table meeting (
    id       uuid primary key not null,
    group_id uuid not null references working_group (id),
    held_on  date not null,
    place    text not null,
    minutes  text not null default '',
    revision bigint not null default 1
);
create index meeting_group on meeting (group_id, held_on);
