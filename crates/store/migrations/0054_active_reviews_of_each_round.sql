-- A submission that was returned and submitted again may be chosen in another round: what came of the earlier conversation stays with its round.
create table active_review_of_round (
    assessment_id   uuid not null references assessment (id),
    round_id        uuid not null references round (id),
    is_chosen       boolean not null,
    reason          text not null,         -- for choosing it, or for not doing so
    person_id       uuid references person (id), -- who decided last; none for the operator and for a deleted account
    decided_at      timestamptz not null,
    meeting_on      date,
    notes           text not null default '', -- of the meeting, for the secretariat and the board
    outcome         text not null default '', -- for the organisation too
    agreed_actions  text not null default '', -- for the organisation too, one on each line
    revision        bigint not null default 1,
    primary key (assessment_id, round_id)
);
insert into active_review_of_round (assessment_id, round_id, is_chosen, reason, person_id, decided_at, meeting_on, notes, outcome, agreed_actions, revision)
    select assessment_id, round_id, is_chosen, reason, person_id, decided_at, meeting_on, notes, outcome, agreed_actions, revision from active_review;
drop table active_review;
alter table active_review_of_round rename to active_review;
create index active_review_round on active_review (round_id);
create index active_review_person on active_review (person_id);
