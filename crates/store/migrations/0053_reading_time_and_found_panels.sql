-- The time that a reviewer has spent on a submission, for themselves alone: a sum without a history. And the panels that a search has found so far,
-- so that another instance goes on from them.

create table reading_time (
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid not null references person (id),
    seconds         bigint not null check (seconds >= 0),
    seen_at         timestamptz not null,         -- their last request, from which the next interval is counted
    primary key (panel_id, assessment_id, person_id)
);
create index reading_time_person on reading_time (person_id);

alter table allocation_proposal add column found jsonb; -- the best panels of a search that goes on; none once it has ended
