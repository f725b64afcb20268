-- Reference data that no client brings: loaded once, by the owner of the tables.

insert into country (country_code, name) values
  ('DE', 'Germany'), ('AT', 'Austria'), ('FR', 'France'), ('ES', 'Spain'), ('IT', 'Italy'),
  ('NL', 'Netherlands'), ('PL', 'Poland'), ('GB', 'United Kingdom'), ('IE', 'Ireland');

insert into plan (plan_code, name, price, period_months, active_from) values
  ('basic', 'Basic', 9.90, 1, '2025-01-01'), ('pro', 'Professional', 29.90, 1, '2025-01-01'),
  ('team', 'Team', 79.90, 3, '2025-06-01');

insert into plan_country (plan_code, country_code, route)
select p.plan_code, c.country_code, r.route
  from plan as p, country as c, (values ('direct'), ('third_party')) as r (route)
 where not (p.plan_code = 'team' and c.country_code in ('PL', 'GB'))
   and not (p.plan_code = 'team' and r.route = 'third_party');

insert into plan_field (plan, country, route, field, need, reason)
select o.plan_code, o.country_code, o.route, f.field, f.need, f.reason
  from plan_country as o
  join (values ('basic', 'profile.address', 'never', 'there is no paper to send'),
               ('basic', 'profile.phone', 'optional', 'to call back'),
               ('basic', 'profile.gender', 'never', 'nothing needs it'), ('basic', 'profile.birth', 'never', 'nothing needs it'),
               ('pro', 'profile.address', 'required', 'for the invoice'), ('pro', 'profile.phone', 'optional', 'to call back'),
               ('pro', 'profile.gender', 'optional', 'how to address'), ('pro', 'profile.birth', 'optional', 'a greeting'),
               ('team', 'profile.address', 'required', 'for the invoice'), ('team', 'profile.phone', 'required', 'to call back'),
               ('team', 'profile.gender', 'optional', 'how to address'), ('team', 'profile.birth', 'never', 'nothing needs it'))
       as f (plan, field, need, reason) on f.plan = o.plan_code;

insert into provider (provider_id, name, sort, country_code) values
  (1, 'Payline', 'payment', 'IE'), (2, 'Facelink', 'sign_up', 'IE');

insert into campaign (sort, subject, made_on) values
  ('newsletter', 'What sells this spring', '2026-04-02'), ('offer', 'A quarter for the price of a month', '2026-06-01'),
  ('news', 'We have moved', '2026-07-15'), ('newsletter', 'Photos that sell', '2026-09-03'),
  ('offer', 'Team up: a month on us', '2026-10-01');

insert into visit_region (day, time_zone, language, area_code, zip_code, visits) values
  ('2026-10-01', 'Europe/Berlin', 'de', '030', '10115', 61), ('2026-10-01', 'Europe/Vienna', 'de', '01', '1010', 23),
  ('2026-10-02', 'Europe/Paris', 'fr', '01', '75001', 48), ('2026-10-02', 'Europe/London', 'en', '020', '', 37);
