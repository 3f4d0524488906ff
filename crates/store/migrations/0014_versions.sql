-- What an action promised and how it stood in its plans, from one moment to the next: any day of a plan can be seen again. Both
-- tables only grow. What was there before them begins with what is certain: the words that stand since the last change, and how
-- an action came into its plan and left it last.

create table action_version (                 -- what an action promised, from a moment on
    action_id       uuid not null references action (id),
    revision        bigint not null,
    promise         text not null,
    themes          jsonb not null,
    category        text,
    owner           text not null,
    starts_on       date,
    due_on          date,
    timescale       text not null,
    measure         text not null,
    resource        text not null,
    rationale       text not null,
    recommendations jsonb not null,
    allied          jsonb not null,
    since           timestamptz not null,
    primary key (action_id, revision)
);
insert into action_version (action_id, revision, promise, themes, category, owner, starts_on, due_on, timescale, measure, resource,
    rationale, recommendations, allied, since)
select c.id, c.revision, c.promise, c.themes, c.category, c.owner, c.starts_on, c.due_on, c.timescale, c.measure, c.resource,
    c.rationale, c.recommendations, c.allied,
    coalesce((select max(e.happened_at) from event e where e.action_id = c.id and e.what ->> 'what' = 'action-changed'), c.created_at)
from action c;

create table plan_action_version (            -- how an action stood in a plan, from a moment on
    plan_id      uuid not null references plan (id),
    action_id    uuid not null references action (id),
    revision     bigint not null,
    position     bigint not null,
    origin       text not null,
    follows      uuid references action (id),
    ended        text check (ended in ('withdrawn', 'merged', 'gone')), -- gone: taken out as if it had never been in
    ended_reason text,
    merged_into  uuid references action (id),
    since        timestamptz not null,
    primary key (plan_id, action_id, revision)
);
insert into plan_action_version (plan_id, action_id, revision, position, origin, follows, since)
select plan_id, action_id, 1, position, origin, follows, added_at from plan_action;
insert into plan_action_version (plan_id, action_id, revision, position, origin, follows, ended, ended_reason, merged_into, since)
select plan_id, action_id, 2, position, origin, follows, ended, ended_reason, merged_into, ended_at from plan_action
where ended is not null and ended_at is not null;

-- Of what kind each event is (model::event::Kind), so that the history can be looked through.
alter table event add column kind text not null default '';
update event set kind = case
    when what ->> 'what' in ('organisation-registered', 'organisation-changed', 'phase-changed', 'stage-moved', 'due-date-set') then 'organisation'
    when what ->> 'what' in ('person-invited', 'invitation-withdrawn', 'person-joined', 'role-changed', 'person-left') then 'people'
    when what ->> 'what' in ('answer-saved', 'headcount-saved') then 'answers'
    when what ->> 'what' in ('assessment-started', 'assessment-frozen', 'lead-signed', 'leader-asked', 'leader-signed', 'assessment-reopened', 'assessment-submitted', 'submission-returned') then 'sign-off'
    when what ->> 'what' = 'action-rated' then 'progress'
    when what ->> 'what' in ('document-read', 'document-accepted', 'document-refused') then 'documents'
    when what ->> 'what' like 'owner-%' or what ->> 'what' like 'helper-%' or what ->> 'what' in ('action-given', 'ask-withdrawn', 'owners-chased', 'patience-set') then 'owners'
    when what ->> 'what' like 'plan-review-%' then 'reviews'
    when what ->> 'what' like 'consultation-%' or what ->> 'what' = 'invited-counted' then 'voice'
    else 'plan'
end;
create index event_person on event (organisation_id, person_id);
