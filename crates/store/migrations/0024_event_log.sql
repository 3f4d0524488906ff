-- The event log: a signed Merkle tree over the events, so that a change of the database shows (docs/decisions/0017-the-event-log.md).
-- Events that are here already are taken into it by the program, which hashes them; until then they have no salt.

alter table event add column salt text;              -- 256 bits, so that a hash of the event says nothing once they are deleted
alter table event add column place bigint;           -- of its newest entry; none while it waits for one
alter table event add column erased_at timestamptz;  -- when personal data was last erased from it
create index event_waiting on event (id) where place is null;

create table log_entry (
    place           bigint primary key not null,     -- from 0, without gaps
    event_id        uuid not null,                   -- no reference: the entry stays if the event is removed
    organisation_id uuid,
    entry           text not null                    -- canonical JSON of a model::work::event_log::LogEntry: the data of a leaf
);
create index log_entry_event on log_entry (event_id, place);
create index log_entry_organisation on log_entry (organisation_id, place);

create table log_tile (                              -- up to 256 hashes of one level of the tree
    level    bigint not null,
    position bigint not null,
    hashes   bytea not null,
    primary key (level, position)
);

create table checkpoint (                            -- the size and the root of the tree, signed and published
    size      bigint primary key not null,
    note      text not null,                         -- a signed note (c2sp.org/tlog-checkpoint)
    signed_at timestamptz not null
);
