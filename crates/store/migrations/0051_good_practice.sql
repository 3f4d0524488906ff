-- Good practice: what members of a panel mark in a submission. The organisation sees the passages once its feedback is sent, and never who marked
-- them, why, or when; a lead answers for each passage whether the library may have it.

create table good_practice (               -- one member's mark
    id              uuid primary key not null,
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid not null references person (id),
    place           text not null,         -- the key of a question, or a word for a plan with the id of an action
    position        bigint not null,       -- where it is in the submission, by which it is listed
    quote           text not null,         -- the passage, as it is in the signed text
    passage         text not null,         -- SHA-256 of the place and the passage, which names it for the organisation
    themes          jsonb not null,        -- those of the action
    reason          text not null,         -- for the panel, the secretariat and the board
    marked_at       timestamptz not null,
    unique (panel_id, assessment_id, person_id, passage)
);
create index good_practice_assessment on good_practice (assessment_id, passage);
create index good_practice_person on good_practice (person_id);

create table good_practice_answer (        -- the latest answer of a lead about a passage
    assessment_id   uuid not null references assessment (id),
    passage         text not null,
    has_consented   boolean not null,
    answered_at     timestamptz not null,
    answered_by     uuid references person (id),
    primary key (assessment_id, passage)
);
create index good_practice_answer_person on good_practice_answer (answered_by);
