-- How many emails with codes could not be delivered. Nothing else about them is kept, so nobody learns which.
alter table consultation add column codes_undelivered bigint not null default 0;

-- The consultation whose code an email has. Deleted with the email.
alter table email add column consultation_id uuid references consultation (id);
