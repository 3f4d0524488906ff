-- A draft is read by members of the organisation alone, until a lead shares it with the secretariat. A submitted one is public: null.
alter table assessment add column shared_at timestamptz;

-- When an attempt signed in. Its browser is known since then: attempts of strangers do not count against it.
alter table sign_in add column used_at timestamptz;
