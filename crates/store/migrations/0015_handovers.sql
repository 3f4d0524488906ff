-- Handovers: what a lead who leaves gives to whoever comes after, and that they took it.

create table handover (
    id              uuid primary key not null,
    organisation_id uuid not null references organisation (id),
    from_id         uuid not null references person (id), -- who leaves
    to_id           uuid not null references person (id), -- who takes over
    note            text not null,            -- in the words of whoever leaves
    prepared_by     uuid references person (id),
    prepared_at     timestamptz not null,
    contents        jsonb,                    -- what it said when it was accepted; until then it is computed
    accepted_name   text,
    accepted_at     timestamptz,
    check (accepted_at is null or (contents is not null and accepted_name is not null))
);
create index handover_organisation on handover (organisation_id, prepared_at);
