-- Comments on answers and actions, in threads; who was told of them, and how each thread was settled.

create table thread (
    id              uuid primary key not null, -- also of its first comment
    organisation_id uuid not null references organisation (id),
    action_id       uuid references action (id),
    assessment_id   uuid references assessment (id),
    question        text,
    title           text not null,            -- the question's title, or what the action promised then
    begun_at        timestamptz not null,
    check ((action_id is null) <> (assessment_id is null)),
    check ((assessment_id is null) = (question is null))
);
create index thread_organisation on thread (organisation_id);
create index thread_action on thread (action_id);
create index thread_assessment on thread (assessment_id, question);

create table comment (                        -- never changed
    id           uuid primary key not null,
    thread_id    uuid not null references thread (id),
    words        text not null,
    person_id    uuid references person (id),
    written_at   timestamptz not null,
    withdrawn_at timestamptz                  -- taken back by who wrote it: nobody else sees the words any more
);
create index comment_thread on comment (thread_id);
create index comment_person on comment (person_id);

create table mention (                        -- who was told of a comment
    comment_id uuid not null references comment (id),
    person_id  uuid not null references person (id),
    primary key (comment_id, person_id)
);
create index mention_person on mention (person_id);

create table resolution (                     -- a thread that was opened again keeps how it was settled before
    id           uuid primary key not null,
    thread_id    uuid not null references thread (id),
    words        text not null,               -- what was decided; may be blank
    person_id    uuid references person (id),
    resolved_at  timestamptz not null,
    reopened_by  uuid references person (id),
    reopened_at  timestamptz
);
create index resolution_thread on resolution (thread_id);
create unique index resolution_standing on resolution (thread_id) where reopened_at is null;
