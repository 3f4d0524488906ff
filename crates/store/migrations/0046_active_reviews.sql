-- Active review: which submissions of a round the charter talks about with their organisations, why, and what came of it.

create table active_review (
    assessment_id   uuid primary key not null references assessment (id),
    round_id        uuid not null references round (id),
    is_chosen       boolean not null,
    reason          text not null,         -- for choosing it, or for not doing so
    person_id       uuid references person (id), -- who decided last; none for the operator and for a deleted account
    decided_at      timestamptz not null,
    meeting_on      date,
    notes           text not null default '', -- of the meeting, for the secretariat and the board
    outcome         text not null default '', -- for the organisation too
    agreed_actions  text not null default '', -- for the organisation too, one on each line
    revision        bigint not null default 1
);
create index active_review_round on active_review (round_id);
