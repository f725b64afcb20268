-- How the rows of fill.sql are counted and numbered: settings of the session say how many of each a person has.
create or replace function bench_count(what text) returns int stable language sql
  return coalesce(nullif(current_setting('bench.' || what, true), ''), '0')::int;
create or replace function bench_people() returns setof bigint stable language sql
  begin atomic select generate_series(bench_count('first')::bigint, bench_count('last')::bigint); end;
create or replace function bench_rows(what text) returns setof int stable language sql
  begin atomic select generate_series(1, bench_count(what)); end;
create or replace function bench_key(what text, person bigint, number int) returns bigint immutable language sql
  return person * 100000 + number;
create or replace function bench_seen(person bigint) returns interval stable language sql
  return case when bench_count('expired') > 0 and person % 100 < bench_count('expired')
              then interval '4 years' else interval '1 day' end;
create or replace function bench_ordered(person bigint) returns interval stable language sql
  return case when bench_count('ordered') > 0 and bench_seen(person) > interval '2 years' then interval '1 year'
              else bench_seen(person) end;
