-- Owners are asked how their actions stand, and the plan is reviewed twice a year.

-- What an owner said by their link. Their name stays with them, so that what names them can be told anew.
alter table event add column owner_id uuid references owner (id);
alter table progress add column owner_id uuid references owner (id);
alter table progress add column address text; -- a page that shows it

-- After so many days without an answer the leads are told.
alter table organisation add column patience_days bigint not null default 14;

create table plan_review (                    -- the organisation's own look at its plan, not a review by peers
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    plan_id         uuid not null references plan (id),
    meets_on        date,                     -- when the working group meets
    note            text not null,            -- the lead's words in the letters
    minutes         text not null,
    revision        bigint not null default 1, -- of the minutes
    opened_by       uuid references person (id),
    opened_at       timestamptz not null,
    closed_by       uuid references person (id),
    closed_at       timestamptz,
    record          jsonb,                    -- a model::plan_review::Record: how the plan stood at closing
    published_at    timestamptz,
    shows_minutes   boolean not null default false, -- whether everyone reads the minutes too
    check ((closed_at is null) = (record is null)),
    check (published_at is null or closed_at is not null)
);
create unique index plan_review_open on plan_review (organisation_id) where closed_at is null;
create index plan_review_organisation on plan_review (organisation_id, opened_at);

create table ask (                            -- one owner is asked about one action
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    action_id       uuid not null references action (id),
    owner_id        uuid not null references owner (id),
    plan_review_id  uuid references plan_review (id), -- none: asked outside a review
    with_helpers    boolean not null,         -- whether those who help are asked too
    asked_by        uuid references person (id),
    asked_at        timestamptz not null,
    letters         bigint not null default 0,
    lettered_at     timestamptz,              -- when the owner was last written to
    letter_id       uuid,                     -- the last letter, while it is kept
    progress_id     uuid references progress (id), -- the last answer
    answered_at     timestamptz,
    withdrawn_at    timestamptz,
    told_at         timestamptz,              -- when the leads were told of the silence: once
    check ((progress_id is null) = (answered_at is null))
);
create unique index ask_waiting on ask (action_id) where answered_at is null and withdrawn_at is null;
create index ask_organisation on ask (organisation_id, asked_at);
create index ask_owner on ask (owner_id);
create index ask_review on ask (plan_review_id);

create table owner_link (                     -- what a letter's links begin with: opens what that owner is asked
    token_hash text primary key not null,
    owner_id   uuid not null references owner (id),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index owner_link_owner on owner_link (owner_id);
