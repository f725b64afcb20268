-- Reference data that no person brings: loaded once, by the owner of the tables.

insert into product (product_id, name, term_months, price) values
  (1, 'Mindlink Notes', 12, 49.00), (2, 'Mindlink Teams', 12, 240.00), (3, 'Mindlink Archive', 6, 99.00);
insert into department (department_id, name) values (1, 'Accounts'), (2, 'People'), (3, 'Marketing');
insert into cabinet (cabinet_id, place, department_id) values (1, 'Second floor, behind reception', 1), (2, 'People office', 2);
insert into data_source (source_id, name, sort, licence, valid_to) values
  (1, 'Register of companies', 'public', 'Open, with source named', null),
  (2, 'Leadwell Lists', 'seller', 'Contract of 2026-01-10, contact by mail', '2027-01-09');
insert into import_batch (source_id, received_on, row_count, digest) values
  (1, '2026-03-02', 40, 'b1-6f2a'), (2, '2026-05-11', 60, 'b2-91cc'), (2, '2026-09-14', 60, 'b3-07de');
insert into activity (activity_id, sort, title, fields, opens_on, ends_on) values
  (1, 'contest', 'Name the next release', 'name, e-mail, answer', '2026-05-01', '2026-06-15'),
  (2, 'survey', 'How do you take notes?', 'e-mail, answers', '2026-09-01', '2027-01-31');
insert into job_posting (posting_id, title, opens_on, closes_on) values
  (1, 'Support engineer', '2026-04-01', '2026-05-31'), (2, 'Database engineer', '2026-09-01', '2026-12-31');
insert into mailing (sort, subject, made_on) values
  ('newsletter', 'Notes for spring', '2026-04-05'), ('blog', 'Ten ways to link two notes', '2026-06-12'),
  ('additional', 'A change to how Archive stores files', '2026-08-20'), ('newsletter', 'Notes for autumn', '2026-10-04');
