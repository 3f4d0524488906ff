-- The files of a document as they were laid out, to be looked at beside what was read.

alter table import add column original jsonb;
