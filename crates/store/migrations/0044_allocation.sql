-- Proposals for the allocation of reviewers to the submissions of a round, the changes that people made to them, and which one was approved. Their
-- JSON has the identities of people and no names. The panels that were approved are in the tables of 0041.

create table allocation_proposal (
    id              uuid primary key not null,
    round_id        uuid not null references round (id),
    person_id       uuid references person (id), -- who created it; none for the operator, or once their account is deleted
    mode            text not null check (mode in ('panels', 'free')),
    time_limit      bigint not null,             -- in seconds
    wishes          jsonb not null,               -- pins and bans as they were
    input           jsonb not null,               -- the facts that it is computed from
    created_at      timestamptz not null,
    started_at      timestamptz,                 -- when the search began, again after a restart
    progress_at     timestamptz,                 -- when it last told its progress
    best            bigint,                      -- the best total so far and what it cannot exceed, in millionths
    bound           bigint,
    stop_at         timestamptz,                 -- when somebody asked to stop and use the best
    ended_at        timestamptz,
    result          jsonb
);
create index allocation_proposal_round on allocation_proposal (round_id, created_at);

create table allocation_version (                -- the panels of a proposal: 1 as computed, and one more for each change
    proposal_id     uuid not null references allocation_proposal (id),
    number          bigint not null,
    panels          jsonb not null,
    change          jsonb,                        -- what was changed; none for the first
    person_id       uuid references person (id),
    made_at         timestamptz not null,
    undone_at       timestamptz,
    primary key (proposal_id, number)
);

create table allocation_wish (                   -- what the next proposal has to keep
    round_id        uuid not null references round (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid not null references person (id),
    kind            text not null check (kind in ('pin', 'ban')),
    made_at         timestamptz not null,
    primary key (round_id, assessment_id, person_id)
);
create index allocation_wish_person on allocation_wish (person_id);

create table allocation_approval (               -- one for each round
    round_id        uuid primary key not null references round (id),
    proposal_id     uuid not null references allocation_proposal (id),
    number          bigint not null,             -- of the version
    person_id       uuid references person (id),
    reason          text not null,               -- why it was approved although it breaks rules of the charter; empty if it breaks none
    approved_at     timestamptz not null
);
