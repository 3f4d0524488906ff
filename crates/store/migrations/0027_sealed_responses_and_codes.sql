-- Responses are encrypted with a key outside the database, a code lets a person respond once, and what was deleted is wiped from the files.

alter table consultation add column key_check text;                             -- identifies the key while there is one
alter table consultation add column codes_printed bigint not null default 0;
alter table consultation add column codes_emailed bigint not null default 0;
alter table consultation add column codes_cancelled bigint not null default 0;  -- of these, before they were used

-- What is stored in clear text is encrypted when the program starts, which then drops this table (store/src/consultation/protecting.rs).
drop index response_consultation;
alter table response rename to plain_response;

create table response (                       -- only while its consultation is open; counting separates it
    seal            text primary key not null, -- a keyed hash of the form and its contents: sent twice, it is one
    consultation_id uuid not null references consultation (id),
    contents        text not null             -- an encrypted model::consultation::answer::ConsultationResponse
);
create index response_consultation on response (consultation_id);

create table response_code (                  -- codes that have not been used; deleted when used, and when the consultation closes
    code_hash       text primary key not null, -- a keyed hash
    consultation_id uuid not null references consultation (id)
);
create index response_code_consultation on response_code (consultation_id);

create table pending_wipe (                   -- what the program still has to remove from the files of the database
    what            text primary key not null check (what in ('plain-responses', 'freed-space')),
    token           text not null             -- changes with each request
);
insert into pending_wipe (what, token) values ('plain-responses', 'migration');

alter table email add column forget boolean not null default false;             -- deleted, with its address, when it is sent or given up
