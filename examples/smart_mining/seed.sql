-- Reference data that no person brings: loaded once, by the owner of the tables.

insert into office (office_id, country_code, city, opened_on) values
  (1, 'NZ', 'Auckland', '2019-03-01'), (2, 'EE', 'Tallinn', '2021-06-01'), (3, 'SG', 'Singapore', '2023-02-01');
select setval(pg_get_serial_sequence('office', 'office_id'), 3);

insert into group_member (legal_name, country_code, relation, since, until) values
  ('Smart-mining Baltic OÜ', 'EE', 'subsidiary', '2021-06-01', null), ('Smart-mining Labs Pte', 'SG', 'subsidiary', '2023-02-01', '2026-03-31');

insert into storage_place (office_id, host, attested_until) values
  (1, 'db1.smart-mining.example', '2027-05-31'), (2, 'db2.smart-mining.example', '2027-05-31');

insert into country_notice (country_code, version, wording, shown_from) values
  ('EE', 1, 'Your data may be stored in Estonia, under the law of the European Union.', '2026-01-01'),
  ('SG', 1, 'Singapore protects personal data by rules of its own; they may ask less than those of your country.', '2026-01-01');

insert into policy_version (version, terms, published_at) values (1, 4, '2026-01-01 00:00+13');

insert into flag_rule (rule_id, description, threshold, period) values
  (1, 'Sum above the threshold within a day', 10000, '24 hours'), (2, 'Many withdrawals within an hour', 5, '1 hour');
select setval(pg_get_serial_sequence('flag_rule', 'rule_id'), 2);

insert into advert (advert_id, advertiser, title) values
  (1, 'Coldrack Cooling', 'Quieter racks'), (2, 'Voltway Power', 'Power at night rates');
select setval(pg_get_serial_sequence('advert', 'advert_id'), 2);

insert into survey (survey_id, question, asked_on) values (1, 'How easy was it to find what you came for?', '2026-06-01');
select setval(pg_get_serial_sequence('survey', 'survey_id'), 1);

insert into service_notice (notice_id, class, wording, sent_on) values
  (1, 'service', 'Withdrawals are now confirmed within an hour.', '2026-05-15'), (2, 'policy', 'Our privacy page has changed.', '2026-09-01');
select setval(pg_get_serial_sequence('service_notice', 'notice_id'), 2);
