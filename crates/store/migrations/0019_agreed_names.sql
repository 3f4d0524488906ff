-- Tables and columns get the names of the glossary (docs/glossary.md), in one step and without a change to any row. What is stored as a
-- value keeps its word: kinds of events, keys in documents, roles of authors. Neither database can rename an index in a way that the
-- other understands, so that indexes are made again. Names of constraints, which only PostgreSQL has, stay: no query names one.

-- The charter's people.
alter table steward rename to charter_role;

-- Emails.
drop index letter_waiting;
drop index letter_undelivered;
drop index letter_recipient;
alter table letter rename to email;
create index email_waiting on email (created_at) where sent_at is null and given_up_at is null;
create index email_undelivered on email (organisation_id, given_up_at) where given_up_at is not null;
create index email_recipient on email (recipient, created_at);

-- Locked versions.
alter table snapshot rename to locked_version;
alter table assessment rename column snapshot_hash to locked_version_hash;
alter table assessment rename column frozen_at to locked_at;
alter table signature rename column snapshot_hash to locked_version_hash;
alter table leader_link rename column snapshot_hash to locked_version_hash;

-- Actions, and what happens to them in the next plan.
alter table action rename column promise to text;
alter table action_version rename column promise to text;
alter table succession rename to outcome;

-- Progress updates.
drop index progress_action;
alter table progress rename to progress_update;
alter table action rename column progress_id to progress_update_id;
create index progress_update_action on progress_update (action_id, recorded_at);

-- Owners and collaborators.
drop index helper_owner;
alter table helper rename to collaborator;
create index collaborator_owner on collaborator (owner_id);
alter table charge_version rename to owner_version;
alter table owner_version rename column helps to collaborates;

-- Progress reviews.
drop index plan_review_open;
drop index plan_review_organisation;
alter table plan_review rename to progress_review;
create unique index progress_review_open on progress_review (organisation_id) where closed_at is null;
create index progress_review_organisation on progress_review (organisation_id, opened_at);
alter table minutes_version rename column plan_review_id to progress_review_id;

-- Update requests.
drop index ask_waiting;
drop index ask_organisation;
drop index ask_owner;
drop index ask_review;
alter table ask rename to update_request;
alter table update_request rename column plan_review_id to progress_review_id;
alter table update_request rename column with_helpers to with_collaborators;
alter table update_request rename column asked_by to requested_by;
alter table update_request rename column asked_at to requested_at;
alter table update_request rename column letters to emails;
alter table update_request rename column lettered_at to emailed_at;
alter table update_request rename column letter_id to email_id;
alter table update_request rename column progress_id to progress_update_id;
alter table update_request rename column answered_at to replied_at;
alter table update_request rename column told_at to escalated_at;
create unique index update_request_waiting on update_request (action_id) where replied_at is null and withdrawn_at is null;
create index update_request_organisation on update_request (organisation_id, requested_at);
create index update_request_owner on update_request (owner_id);
create index update_request_review on update_request (progress_review_id);
alter table helper_letter rename to collaborator_email;
alter table collaborator_email rename column ask_id to update_request_id;
alter table collaborator_email rename column letters to emails;
alter table collaborator_email rename column lettered_at to emailed_at;
alter table collaborator_email rename column letter_id to email_id;
alter table organisation rename column patience_days to escalation_days;

-- Consultations.
drop index sealed_answer_consultation;
alter table sealed_answer rename to response;
alter table response rename column answer to contents;
create index response_consultation on response (consultation_id);
drop index remark_consultation;
alter table remark rename to written_comment;
create index written_comment_consultation on written_comment (consultation_id, id);
drop index finding_remark_finding;
alter table finding_remark rename to finding_written_comment;
alter table finding_written_comment rename column remark_id to written_comment_id;
create index finding_written_comment_finding on finding_written_comment (finding_id);

-- Working groups.
drop index seat_group;
drop index seat_email;
alter table seat rename to group_member;
create index group_member_group on group_member (group_id);
create index group_member_email on group_member (email);

-- Imports.
alter table import rename column refused to discarded;
