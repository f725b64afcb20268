-- Reference data that no member brings: loaded once, by the owner of the tables.

insert into country (country_code, name) values
  ('DE', 'Germany'), ('AT', 'Austria'), ('FR', 'France'), ('ES', 'Spain'), ('IT', 'Italy'), ('NL', 'Netherlands'),
  ('PL', 'Poland'), ('GB', 'United Kingdom'), ('IE', 'Ireland'), ('US', 'United States'), ('SE', 'Sweden');

insert into provider (provider_id, name, class, country_code) values
  (1, 'Payline', 'payment', 'IE'), (2, 'Parcelbird', 'shipping', 'DE'), (3, 'Coastwise Freight', 'shipping', 'NL'),
  (4, 'Pagecount', 'analytics', 'US'), (5, 'Bright Banner', 'advertising', 'US');
select setval(pg_get_serial_sequence('provider', 'provider_id'), 5);

insert into provider_safeguard (provider_id, clauses, approved_by, signed_on, valid_to) values
  (4, 'Standard contractual clauses, module 2', 'European Commission', '2026-01-15', '2028-01-15'),
  (5, 'Standard contractual clauses, module 1', 'European Commission', '2026-01-15', '2028-01-15');

insert into provider_review (provider_id, reviewed_on, passed, next_due) values
  (1, '2026-02-02', true, '2027-02-02'), (2, '2026-02-03', true, '2027-02-03'), (3, '2026-02-03', true, '2027-02-03'),
  (4, '2026-02-10', true, '2027-02-10'), (5, '2026-02-11', true, '2027-02-11');

insert into listing_category (category_id, name, parent_id) values
  (1, 'Sound', null), (2, 'Photography', null), (3, 'Cycling', null), (4, 'Home', null), (5, 'Books and games', null),
  (6, 'Record players', 1), (7, 'Headphones', 1), (8, 'Lenses', 2), (9, 'Frames', 3), (10, 'Lamps', 4);
select setval(pg_get_serial_sequence('listing_category', 'category_id'), 10);

insert into campaign (campaign_id, title, made_on) values
  (1, 'Spring finds', '2026-04-01'), (2, 'Back on the road: cycling week', '2026-07-01'), (3, 'Long evenings, good sound', '2026-11-01');
select setval(pg_get_serial_sequence('campaign', 'campaign_id'), 3);

insert into policy_version (document, version, published_on, reason) values
  ('privacy', 1, '2026-01-01', 'operation'), ('vendor privacy', 1, '2026-01-01', 'operation'),
  ('vendor privacy', 2, '2026-10-01', 'practice');
