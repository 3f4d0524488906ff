-- People, how they sign in, and what they are to the charter and its organisations.
-- Secrets of 256 bits are kept as SHA-256 only: whoever reads these tables can enter nowhere. A letter holds its secrets until
-- it is sent; then its body is blanked.

create table person (
    id         uuid primary key not null,
    email      text not null unique,          -- lower case
    name       text not null,
    created_at timestamptz not null
);

create table steward (                        -- what a person is to the charter
    person_id uuid primary key not null references person (id),
    role      text not null check (role in ('secretariat', 'board'))
);

create table session (
    token_hash text primary key not null,
    person_id  uuid not null references person (id),
    created_at timestamptz not null,
    seen_at    timestamptz not null,
    expires_at timestamptz not null,
    device     text not null
);
create index session_person on session (person_id);

create table sign_in (                        -- one attempt to sign in by e-mail
    id           uuid primary key not null,
    email        text not null,
    browser_hash text,                        -- the browser that asked; none where the operator made the link
    link_hash    text not null unique,
    code_hash    text not null,
    onward       text not null,               -- the path they wanted to see; empty for their first page
    uses_left    bigint not null,
    codes_tried  bigint not null default 0,
    created_at   timestamptz not null,
    expires_at   timestamptz not null
);
create index sign_in_email on sign_in (email, created_at);
create index sign_in_browser on sign_in (browser_hash);

create table organisation (
    id                uuid primary key not null,
    slug              text not null unique,   -- its stable address
    name              text not null,
    standing          text not null check (standing in ('signatory', 'supporter')),
    kind              text not null,
    country           text not null,
    region            text not null,
    consortium        text not null,
    signed_on         date,
    phase             text,                   -- a key of the charter's calendar
    stage             bigint not null check (stage > 0), -- a fact about it, never derived
    scope             text not null,          -- whom it calls a technician
    contact_name      text not null,          -- the public contact
    contact_email     text not null,
    contact_telephone text not null,
    page_url          text not null,          -- its own page about the charter
    leader_name       text not null,
    leader_post       text not null,
    leader_email      text not null,
    revision          bigint not null default 1,
    created_at        timestamptz not null
);
create index organisation_name on organisation (name);

create table member (                         -- what a person is to an organisation
    organisation_id uuid not null references organisation (id),
    person_id       uuid not null references person (id),
    role            text not null check (role in ('lead', 'contributor')),
    since           timestamptz not null,
    primary key (organisation_id, person_id)
);
create index member_person on member (person_id);

create table invitation (
    id              uuid primary key not null,
    organisation_id uuid references organisation (id), -- none: to the secretariat or the board
    role            text not null,
    email           text not null,
    name            text not null,
    token_hash      text not null unique,
    invited_by      uuid references person (id),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    accepted_at     timestamptz,
    withdrawn_at    timestamptz
);
create index invitation_email on invitation (email);
create index invitation_organisation on invitation (organisation_id);

create table due_date (                       -- what the secretariat set or extended; the newest for a stage holds
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    stage           bigint not null,
    due_on          date not null,
    feedback_on     date,
    reason          text not null,
    person_id       uuid references person (id),
    recorded_at     timestamptz not null
);
create index due_date_organisation on due_date (organisation_id, stage, recorded_at);

create table letter (                         -- mail, written in the transaction that gives cause for it
    id            uuid primary key not null,
    recipient     text not null,
    subject       text not null,
    body          text not null,
    created_at    timestamptz not null,
    claimed_until timestamptz,                -- nobody takes it up before: it is being sent, or waits to be tried again
    attempts      bigint not null default 0,
    sent_at       timestamptz,
    given_up_at   timestamptz,
    failure       text                        -- why the last attempt failed
);
create index letter_waiting on letter (created_at) where sent_at is null and given_up_at is null;
