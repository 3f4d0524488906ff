-- You said, we did: what people said, in the lead's words, and what came of it.

create table finding (
    id              uuid primary key not null,
    consultation_id uuid not null references consultation (id),
    words           text not null,            -- the lead's own
    nothing_because text,                     -- why nothing came of it
    revision        bigint not null default 1,
    created_at      timestamptz not null
);
create index finding_consultation on finding (consultation_id, id);

create table finding_remark (                 -- the remarks that say it: each says one thing
    remark_id  uuid primary key not null references remark (id),
    finding_id uuid not null references finding (id)
);
create index finding_remark_finding on finding_remark (finding_id);

create table finding_action (                 -- the actions that came of it
    finding_id uuid not null references finding (id),
    action_id  uuid not null references action (id),
    primary key (finding_id, action_id)
);
create index finding_action_action on finding_action (action_id);

alter table consultation add column published_on date; -- since when everyone reads its findings
