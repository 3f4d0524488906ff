-- What the members of a panel write about one submission: each their own review and private notes, and together one draft of the feedback.
-- Whether a review is complete, and whether a draft is agreed, is computed from these rows.

create table review (                      -- one member's review; its texts are versions of the criteria
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid not null references person (id),
    first_completed_at timestamptz not null, -- since then they may read the reviews of others
    completed_at    timestamptz,           -- since when it is complete; none while it is open again
    primary key (panel_id, assessment_id, person_id)
);
create index review_person on review (person_id);

create table review_version (              -- what a member wrote about one criterion; the newest that is not aside counts
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid not null references person (id),
    criterion       text not null,
    revision        bigint not null,       -- from 1, for each criterion
    finding         text check (finding in ('clear', 'some', 'not-yet')),
    strengths       text not null,
    advice          text not null,
    saved_at        timestamptz not null,
    aside           boolean not null,      -- set aside because another tab had saved first
    tab             text,                  -- the tab in which it was typed, and the number of its changes (decision 0015)
    step            bigint,
    primary key (panel_id, assessment_id, person_id, criterion, revision)
);
create index review_version_person on review_version (person_id);

create table private_note (                -- the author's alone
    id              uuid primary key not null,
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid not null references person (id),
    part            text not null,         -- the key of a question, or a word for another part of the submission
    quote           text not null,         -- the passage
    words           text not null,
    written_at      timestamptz not null
);
create index private_note_person on private_note (person_id, panel_id, assessment_id);

create table feedback_draft (
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    begun_at        timestamptz not null,
    begun_by        uuid references person (id),
    meeting_url     text,                  -- where and when the panel talks, if it wishes to
    meeting_when    text,
    primary key (panel_id, assessment_id)
);

create table feedback_draft_version (      -- a text of the draft; of each field the newest that is not aside counts
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    field           text not null,         -- opening, or strengths or advice with the key of a criterion
    revision        bigint not null,       -- from 1, for each field
    body            text not null,
    person_id       uuid references person (id), -- who saved it; none for the text that the draft began with
    saved_at        timestamptz not null,
    aside           boolean not null,
    tab             text,
    step            bigint,
    primary key (panel_id, assessment_id, field, revision)
);

create table draft_agreement (
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid not null references person (id),
    agreed_at       timestamptz not null,
    version_hash    text not null,         -- SHA-256 of the texts that they agreed to
    ended_at        timestamptz,           -- when it was withdrawn, or the text changed
    primary key (panel_id, assessment_id, person_id, agreed_at)
);
create index draft_agreement_person on draft_agreement (person_id);

create table disagreement (                -- kept for the moderator
    id              uuid primary key not null,
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid references person (id),
    criterion       text,                  -- none if it is about the whole draft
    words           text not null,
    recorded_at     timestamptz not null,
    settled_at      timestamptz
);
create index disagreement_draft on disagreement (panel_id, assessment_id);

create table panel_comment (
    id              uuid primary key not null,
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid references person (id),
    words           text not null,
    written_at      timestamptz not null,
    withdrawn_at    timestamptz            -- when its author deleted it
);
create index panel_comment_draft on panel_comment (panel_id, assessment_id);
