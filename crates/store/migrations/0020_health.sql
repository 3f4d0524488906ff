-- Emails that somebody waits for go before the others.
alter table email add column urgent boolean not null default false;

create table heartbeat (                      -- one row, which is written to find out whether it can be
    id bigint primary key not null,
    at timestamptz not null
);
