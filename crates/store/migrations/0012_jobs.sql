-- The program's own work, and what it writes to people. Secrets of 256 bits are kept as SHA-256 only.

create table job (
    kind          text not null,
    key           text not null,              -- what it is about and when, so that it is put once: "2026-11-23"
    id            uuid not null unique,       -- for the log, which holds no key: some keys are addresses
    due_at        timestamptz not null,       -- nobody takes it up before: it is being done, or waits to be tried again
    attempts      bigint not null default 0,
    done_at       timestamptz,
    given_up_at   timestamptz,
    failure       text,                       -- why the last attempt failed
    created_at    timestamptz not null,
    primary key (kind, key)
);
create index job_waiting on job (due_at) where done_at is null and given_up_at is null;

-- Whom a letter concerns, so that a lead is told of one that does not arrive.
alter table letter add column organisation_id uuid references organisation (id);
alter table letter add column concerns text;          -- a name: "Head of Stores"
alter table letter add column unsubscribe text;       -- the whole address; blanked when it was sent, as the body is
create index letter_undelivered on letter (organisation_id, given_up_at) where given_up_at is not null;
create index letter_recipient on letter (recipient, created_at);

create table reminded (                       -- what was said a week before it is due, so that it is said once
    about  uuid not null,                     -- an organisation, for its stage, or an action
    due_on date not null,
    primary key (about, due_on)
);

create table unsubscribed (                   -- who wants no reminders
    email text primary key not null,
    since timestamptz not null
);

create table unsubscribe_link (               -- each letter of reminders has one of its own; all of them work
    token_hash text primary key not null,
    email      text not null,
    created_at timestamptz not null
);
create index unsubscribe_link_age on unsubscribe_link (created_at);

create table calendar_link (                  -- a secret address for a calendar that cannot sign in
    token_hash text primary key not null,
    person_id  uuid not null references person (id),
    created_at timestamptz not null,
    ended_at   timestamptz
);
create index calendar_link_person on calendar_link (person_id);
