-- Reference data that no person brings: loaded once, by the owner of the tables.

insert into provider (provider_id, name, role, country_code) values
  (1, 'Gradewell', 'assessor', 'NL'), (2, 'Second Circuit', 'assessor', 'DE'), (3, 'Lapsed Appraisals', 'assessor', 'BE'),
  (4, 'Rework Park', 'processor', 'NL'), (5, 'Clearing House Maas', 'facilitator', 'NL');
select setval(pg_get_serial_sequence('provider', 'provider_id'), 5);

insert into provider_agreement (provider_id, signed_on, expires_on) values
  (1, '2026-01-05', '2028-01-05'), (2, '2026-01-05', '2028-01-05'), (3, '2025-01-05', '2026-01-05'),
  (4, '2026-01-12', '2028-01-12'), (5, '2026-01-12', '2028-01-12');

insert into notice (version, published_on, effective_on, reason) values (1, '2025-12-15', '2026-01-01', 'practice');

insert into server (host, data_centre, hardened_until) values
  ('db1.soldmine.example', 'Amsterdam South', '2027-06-30'), ('files1.soldmine.example', 'Amsterdam South', '2027-06-30');
