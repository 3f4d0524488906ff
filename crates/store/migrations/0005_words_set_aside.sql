-- Words that came second when two people wrote at once: kept as a version, though they never were the answer.

alter table answer_version add column aside boolean not null default false;
