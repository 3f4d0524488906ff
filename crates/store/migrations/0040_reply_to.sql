-- The address that a reply to an email goes to: that of the leader who asks or comments. Deleted when the email is sent or given up.
alter table email add column reply_to text;
