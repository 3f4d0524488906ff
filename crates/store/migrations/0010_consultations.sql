-- Consultations: what is asked, answers while they are sealed, and what was counted of them.
--
-- Nothing about an answer has a time, a person or an address, and no identity of it follows time (docs/decisions/0009).

create table consultation (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    step            text not null check (step in ('drafting', 'open', 'closed')),
    title           text not null,
    closes_on       date not null,            -- the last day on which people answer
    asked           jsonb not null,           -- a model::consultation::Asked; does not change once it is open
    plan_id         uuid references plan (id),
    invited         bigint,                   -- as the lead says
    code            text unique,              -- in the address by which people answer
    opened_on       date,
    offered         jsonb,                    -- the actions in the words that they had at the opening
    closed_on       date,
    tally           jsonb,                    -- a model::consultation::count::Tally
    revision        bigint not null default 1,
    created_at      timestamptz not null,
    check (step = 'drafting' or (code is not null and opened_on is not null and offered is not null)),
    check (step <> 'closed' or (closed_on is not null and tally is not null))
);
create index consultation_organisation on consultation (organisation_id, created_at);

create table sealed_answer (                  -- only while its consultation is open; counting takes it apart
    seal            text primary key not null, -- a hash of the form and its words: sent twice, it is one
    consultation_id uuid not null references consultation (id),
    answer          jsonb not null            -- a model::consultation::answer::Answer
);
create index sealed_answer_consultation on sealed_answer (consultation_id);

create table remark (                         -- what somebody wrote, joined to nothing else that they said; in random order
    id              uuid primary key not null, -- random
    consultation_id uuid not null references consultation (id),
    about           jsonb not null,           -- a model::consultation::count::About
    words           text not null
);
create index remark_consultation on remark (consultation_id, id);

create table follow_up (                      -- who would like to be talked to; joined to no answer
    id              uuid primary key not null, -- random
    consultation_id uuid not null references consultation (id),
    words           text not null
);
create index follow_up_consultation on follow_up (consultation_id, id);
