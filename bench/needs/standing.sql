-- Everybody has consented and agreed as the first member has.
insert into troth.consent_member
select (pg_catalog.jsonb_populate_record(c, pg_catalog.jsonb_build_object('subject', m.member_id))).*
  from troth.consent_member as c, member as m where m.member_id > 1;
insert into troth.agreed_member
select (pg_catalog.jsonb_populate_record(a, pg_catalog.jsonb_build_object('subject', m.member_id))).*
  from troth.agreed_member as a, member as m where m.member_id > 1;
