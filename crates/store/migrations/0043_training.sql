-- What each reviewer did in an edition of the course. It is theirs alone: the secretariat sees only which step they are at.

create table training_page (               -- pages that were read
    person_id       uuid not null references person (id),
    edition         text not null,
    page            text not null,
    read_at         timestamptz not null,
    primary key (person_id, edition, page)
);

create table training_answer (             -- the latest answer to each question of the quiz
    person_id       uuid not null references person (id),
    edition         text not null,
    question        text not null,
    choices         jsonb not null,        -- keys of choices
    answered_at     timestamptz not null,
    primary key (person_id, edition, question)
);

create table practice_feedback (           -- on the practice submission
    person_id       uuid not null references person (id),
    edition         text not null,
    feedback        jsonb not null,        -- by criterion
    revision        bigint not null,
    tab             text,                  -- the browser tab that saved it, and its change
    step            bigint,
    saved_at        timestamptz not null,
    compared_at     timestamptz,           -- when the model was opened; it does not change any more
    primary key (person_id, edition)
);
