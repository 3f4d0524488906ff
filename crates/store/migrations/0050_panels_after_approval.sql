-- What becomes of a panel after its approval: who left it and who was taken off, what the secretariat decided about it, and the submissions that the
-- Steering Board reads without reviewers.

alter table panel_member add column removed boolean not null default false; -- the secretariat took them off; otherwise they left

create table panel_decision (              -- the secretariat lets a panel go on as it is
    id              uuid primary key not null,
    panel_id        uuid not null references panel (id),
    person_id       uuid references person (id), -- the member who stays on it; none if it goes on without those who left
    covers          jsonb not null,        -- the conflicts of interest of that member which were known
    reason          text not null,
    decided_by      uuid references person (id),
    decided_at      timestamptz not null
);
create index panel_decision_panel on panel_decision (panel_id);
create index panel_decision_person on panel_decision (person_id);
create index panel_decision_decided_by on panel_decision (decided_by);

-- A panel of the Steering Board reads one submission and has no reviewers. Its number is above 1000. Its member is the
-- person of the board who began the feedback or last confirmed it.
alter table panel add column kind text not null default 'reviewers' check (kind in ('reviewers', 'board'));
alter table panel add column reason text;  -- why the board reads it; none for a panel of reviewers
