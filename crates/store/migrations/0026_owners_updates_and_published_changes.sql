-- Whether progress updates of action owners wait for a lead's approval, and which wait: what was recorded before has no row here, so
-- that it stays as public as it was. And the changes of submitted plans that leads published.

alter table organisation add column owner_updates text not null default 'after-approval'
    check (owner_updates in ('after-approval', 'at-once'));

create table update_approval (                -- a progress update that waits, or waited, for a lead; others count at once
    progress_update_id uuid primary key not null references progress_update (id),
    organisation_id    uuid not null references organisation (id),
    by_collaborator    boolean not null,      -- sent by a collaborator, not by the owner
    decision           text check (decision in ('approved', 'sent-back', 'replaced')), -- none while it waits
    comment            text not null,         -- why it was sent back; otherwise blank
    update_request_id  uuid references update_request (id), -- which asks for another, if it was sent back and its author can reply
    decided_by         uuid references person (id), -- none if the owner replaced it
    decided_at         timestamptz
);
create index update_approval_request on update_approval (update_request_id);
create index update_approval_waiting on update_approval (organisation_id) where decision is null;

create table published_change (               -- changes of a submitted plan, published together; a row is never changed
    id                  uuid primary key not null,
    organisation_id     uuid not null references organisation (id),
    plan_id             uuid not null references plan (id),
    locked_version_hash text not null references locked_version (hash), -- the signed version that they change
    changes             jsonb not null,       -- a list of model::plan::published_change::PlanChange
    reason              text not null,
    person_id           uuid references person (id),
    published_at        timestamptz not null
);
create index published_change_plan on published_change (plan_id, published_at);
create index published_change_organisation on published_change (organisation_id);
