-- The people numbered from :first to :last, and sales of people who have gone long ago.
insert into customer select i, 'Name ' || i, now() - bench_seen(i) from bench_people() as i;
insert into sale select bench_key('sale', i, n), null, 'thing ' || n, n, now() - interval '4 years'
  from bench_people() as i, bench_rows('sale') as n;
