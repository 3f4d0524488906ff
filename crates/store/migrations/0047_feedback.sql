-- What becomes of a panel's draft: a moderator returns it or approves it, and what is approved is sent to the organisation. A round's steps are
-- computed from these rows.

create table moderation (                  -- a decision about one version of a draft
    id              uuid primary key not null,
    panel_id        uuid not null references panel (id),
    assessment_id   uuid not null references assessment (id),
    person_id       uuid references person (id),
    decided_at      timestamptz not null,
    version_hash    text not null,         -- SHA-256 of the texts that it is about
    decision        text not null check (decision in ('returned', 'approved')),
    comment         text not null          -- to the panel; blank only with an approval
);
create index moderation_draft on moderation (panel_id, assessment_id);
create index moderation_person on moderation (person_id);

create table feedback (                    -- what was approved for the organisation; its text never changes
    id              uuid primary key not null,
    round_id        uuid not null references round (id),
    assessment_id   uuid not null references assessment (id),
    panel_id        uuid references panel (id), -- none if the Steering Board read the submission without a panel
    hash            text not null,         -- SHA-256 of the canonical text
    canonical       text not null,
    approved_at     timestamptz not null,
    approved_by     uuid references person (id),
    withdrawn_at    timestamptz,           -- when the approval was withdrawn, before it was sent
    sent_at         timestamptz,
    published_at    timestamptz            -- since when the organisation publishes it
);
create unique index feedback_current on feedback (round_id, assessment_id) where withdrawn_at is null;
create index feedback_assessment on feedback (assessment_id);
create index feedback_approved_by on feedback (approved_by);
