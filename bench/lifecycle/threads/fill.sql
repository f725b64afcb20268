-- The people numbered from :first to :last and their messages, each of which answers the one before it.
insert into customer select i, 'Name ' || i, now() - bench_seen(i) from bench_people() as i;
insert into message
select bench_key('message', i, n), i, case when n > 1 then bench_key('message', i, n - 1) end, 'answer ' || n,
       now() - bench_seen(i)
  from bench_people() as i, bench_rows('message') as n;
