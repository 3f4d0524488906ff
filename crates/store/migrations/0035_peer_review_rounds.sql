-- Rounds of peer review. The step of a round is not stored: it follows from these dates and from what is done.

create table round (
    id               uuid primary key not null,
    name             text not null,
    first_on         date not null,            -- the first and the last day of submission; rounds that are not cancelled share none
    due_on           date not null,
    recruit_on       date not null,            -- the last day of each step
    train_on         date not null,
    allocate_on      date not null,
    read_on          date not null,
    agree_on         date not null,
    moderate_on      date not null,
    send_on          date not null,
    created_at       timestamptz not null,
    cancelled_at     timestamptz,
    cancelled_reason text,
    revision         bigint not null default 1
);

create table late_submission (                 -- one that came after the last day of the round that accepted it
    round_id        uuid not null references round (id),
    assessment_id   uuid not null references assessment (id),
    reason          text not null,
    person_id       uuid references person (id), -- none for the operator
    accepted_at     timestamptz not null,
    primary key (round_id, assessment_id)
);
create index late_submission_assessment on late_submission (assessment_id);
