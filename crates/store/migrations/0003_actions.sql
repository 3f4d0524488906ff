-- Actions: one identity for life, in one plan after another; progress is only ever added.

create table action (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    promise         text not null,
    themes          jsonb not null,           -- keys of the charter, at least one
    category        text,
    owner           text not null,
    starts_on       date,
    due_on          date,
    timescale       text not null,            -- as it was said: "By March 2022"
    measure         text not null,
    resource        text not null,
    rationale       text not null,
    recommendations jsonb not null,
    allied          jsonb not null,           -- other charters it serves
    open_since      date,                     -- when it was first promised, if before it came here
    revision        bigint not null default 1,
    progress_id     uuid,                     -- the newest progress
    created_at      timestamptz not null
);
create index action_organisation on action (organisation_id);

create table plan_action (
    plan_id      uuid not null references plan (id),
    action_id    uuid not null references action (id),
    position     bigint not null,
    origin       text not null check (origin in ('new', 'continued', 'related')),
    follows      uuid references action (id), -- the action it goes on from
    ended        text check (ended in ('withdrawn', 'merged')),
    ended_at     timestamptz,
    ended_reason text,
    merged_into  uuid references action (id),
    added_at     timestamptz not null,
    primary key (plan_id, action_id),
    check (ended is null or ended_reason is not null)
);
create index plan_action_action on plan_action (action_id);

create table progress (                       -- what was said of an action, for ever
    id          uuid primary key not null,
    action_id   uuid not null references action (id),
    colour      text not null check (colour in ('green', 'amber', 'red')),
    explanation text not null,                -- a red one is explained
    learning    text not null,
    person_id   uuid references person (id),
    recorded_at timestamptz not null,
    check (colour <> 'red' or length(explanation) > 0)
);
create index progress_action on progress (action_id, recorded_at);

create table succession (                     -- what becomes of an action of the rated plan
    assessment_id uuid not null references assessment (id),
    action_id     uuid not null references action (id),
    outcome       text not null check (outcome in ('continued', 'related', 'stopped')),
    reason        text not null,
    person_id     uuid references person (id),
    decided_at    timestamptz not null,
    primary key (assessment_id, action_id)
);
