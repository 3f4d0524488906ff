-- An update request ends with a reason, and an action has at most one that has not ended.

drop index update_request_waiting;
alter table update_request rename column withdrawn_at to ended_at;
alter table update_request add column end_reason text; -- a model::plan::update_request::EndReason
update update_request set end_reason = 'cancelled' where ended_at is not null;

-- Requests of closed reviews, which could neither be answered nor asked anew.
update update_request set end_reason = 'review-closed', ended_at = (
    select r.closed_at from progress_review r where r.id = update_request.progress_review_id)
where ended_at is null and exists (
    select 1 from progress_review r where r.id = update_request.progress_review_id and r.closed_at is not null);

-- Requests with a reply that were followed by another about the same action.
update update_request set end_reason = 'asked-again', ended_at = (
    select min(k.requested_at) from update_request k
    where k.action_id = update_request.action_id and k.ended_at is null
        and (k.requested_at > update_request.requested_at or (k.requested_at = update_request.requested_at and k.id > update_request.id)))
where ended_at is null and exists (
    select 1 from update_request k
    where k.action_id = update_request.action_id and k.ended_at is null
        and (k.requested_at > update_request.requested_at or (k.requested_at = update_request.requested_at and k.id > update_request.id)));

create unique index update_request_open on update_request (action_id) where ended_at is null;

-- In which browser tab a version was written and after how many changes: a tab does not conflict with itself.
alter table answer_version add column tab text;
alter table answer_version add column step bigint;
alter table minutes_version add column tab text;
alter table minutes_version add column step bigint;

-- A database that is filled with the demo says so, so that no real organisation is entered in it.
create table invented (
    marked_at timestamptz primary key not null
);
insert into invented (marked_at) select min(created_at) from person where email like '%@charter.example' having count(*) > 0;
