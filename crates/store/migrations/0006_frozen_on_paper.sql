-- What a submission on paper said when it was read in, frozen as if it had been signed here: a later draft may change the words
-- of an action that goes on, and the public still reads what was promised.

alter table assessment add column paper_hash text references snapshot (hash);
