-- What an organisation does with its feedback: its response, its rating, and what it did about each advice, written with its next self-assessment.

create table feedback_text (               -- a version of a text about feedback; of each field the newest that is not aside counts
    assessment_id   uuid not null references assessment (id), -- the self-assessment with which it is written
    feedback_id     uuid not null references feedback (id),
    field           text not null,         -- response, or advice with the key of a criterion
    revision        bigint not null,       -- from 1, for each field
    outcome         text not null check (outcome in ('', 'done', 'partly', 'not-done')), -- of an advice; blank if nothing is selected
    body            text not null,
    person_id       uuid references person (id),
    saved_at        timestamptz not null,
    aside           boolean not null,      -- set aside because another version was saved first
    tab             text,                  -- the tab in which it was typed, and the number of its changes (decision 0015)
    step            bigint,
    primary key (assessment_id, feedback_id, field, revision)
);
create index feedback_text_person on feedback_text (person_id);
create index feedback_text_feedback on feedback_text (feedback_id);

create table feedback_response (           -- a response that was sent; its text never changes
    feedback_id     uuid primary key not null references feedback (id),
    hash            text not null,         -- SHA-256 of the text
    body            text not null,
    sent_at         timestamptz not null,
    person_id       uuid references person (id),
    published_at    timestamptz            -- since when the organisation publishes it
);
create index feedback_response_person on feedback_response (person_id);

create table feedback_rating (             -- how an organisation rates its feedback, for the secretariat; others see sums
    feedback_id     uuid primary key not null references feedback (id),
    revision        bigint not null,
    levels          jsonb not null,        -- for each question of the charter the number of the level, from 0
    comment         text not null,
    person_id       uuid references person (id),
    rated_at        timestamptz not null
);
create index feedback_rating_person on feedback_rating (person_id);
