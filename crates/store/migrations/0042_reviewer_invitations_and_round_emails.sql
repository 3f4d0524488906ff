-- Who was invited to review in a round, and which emails about a round were sent to whom, once each.

create table reviewer_invitation (
    round_id        uuid not null references round (id),
    email           text not null,         -- lower case
    organisation_id uuid not null references organisation (id), -- the signatory that they would review from
    invited_by      uuid references person (id),
    invited_at      timestamptz not null,
    primary key (round_id, email)
);
create index reviewer_invitation_email on reviewer_invitation (email);

create table round_email (
    round_id        uuid not null references round (id),
    person_id       uuid not null references person (id),
    kind            text not null,         -- a word of model::peer_review::round_email
    sent_at         timestamptz not null,
    primary key (round_id, person_id, kind)
);
create index round_email_person on round_email (person_id);
