-- What the register itself signs: the public keys with which it signs, and what it states of each signature and submission. What was
-- signed and submitted before has no statement, and none is written for it: the past cannot be signed.

create table signing_key (                    -- the private key is in a file, never here
    public_key  text primary key not null,    -- Ed25519, as 64 hexadecimal digits
    signs_from  timestamptz not null,
    signs_until timestamptz                   -- none for the key that signs now
);
create unique index signing_key_current on signing_key ((signs_until is null)) where signs_until is null;

create table statement (
    id                  uuid primary key not null,
    assessment_id       uuid not null references assessment (id),
    locked_version_hash text not null references locked_version (hash),
    signature_id        uuid unique references signature (id), -- none for a submission
    body                text not null,        -- canonical JSON; text, since jsonb would not keep it as it is
    public_key          text not null references signing_key (public_key),
    digital_signature   text not null,        -- of the body, as 128 hexadecimal digits
    stated_at           timestamptz not null
);
create index statement_version on statement (locked_version_hash, assessment_id);

alter table signature add column identity_salt text not null default ''; -- of the hash of the email address in its statement
