-- Rows of the people numbered from :first to :last, so many of each as the settings say. Keys follow from the person's.
insert into customer (customer_id, full_name, email, phone, last_seen_at)
select i, 'Name ' || i, 'c' || i || '@example.org', '+49 30 ' || i, now() - bench_seen(i)
  from bench_people() as i;
insert into address select bench_key('address', i, n), i, 'Street ' || n, 'Berlin'
  from bench_people() as i, bench_rows('address') as n;
insert into card select bench_key('card', i, n), i, 'tok_' || i || '_' || n from bench_people() as i, bench_rows('card') as n;
insert into orders select bench_key('orders', i, n), i, 10 + n, 'Street ' || n, now() - bench_ordered(i) - n * interval '10 days'
  from bench_people() as i, bench_rows('orders') as n;
insert into item select bench_key('item', i, n), bench_key('orders', i, 1 + n % bench_count('orders')), 'thing ' || n, n
  from bench_people() as i, bench_rows('item') as n;
insert into ticket (ticket_id, customer_id, body, closed_at) select bench_key('ticket', i, n), i, 'where is it', now()
  from bench_people() as i, bench_rows('ticket') as n;
insert into login select bench_key('login', i, n), i, '198.51.100.7', 'Firefox', now() - bench_seen(i) - n * interval '1 day'
  from bench_people() as i, bench_rows('login') as n;
insert into message select bench_key('message', i, n), bench_key('ticket', i, 1 + n % bench_count('ticket')), 'answer ' || n
  from bench_people() as i, bench_rows('message') as n where bench_count('ticket') > 0;
insert into review (review_id, customer_id, body) select bench_key('review', i, n), i, 'good'
  from bench_people() as i, bench_rows('review') as n;
insert into wish select bench_key('wish', i, n), i, 'thing ' || n from bench_people() as i, bench_rows('wish') as n;
insert into voucher select bench_key('voucher', i, n), i, 'v' || n from bench_people() as i, bench_rows('voucher') as n;
insert into device select bench_key('device', i, n), i, 'phone' from bench_people() as i, bench_rows('device') as n;
