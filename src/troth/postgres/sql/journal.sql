-- name: journal turn
-- One writer at a time.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('troth journal', 0))

-- name: journal is there
-- Read from the catalogue itself: what to_regclass() remembers may be older than the turn.
select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'troth_journal' and c.relname = 'line')

-- name: journal set up
create schema troth_journal;
create table troth_journal.line (
  number bigint generated always as identity primary key,
  of text not null,
  sort text not null,
  line text not null
);
create index on troth_journal.line (of, sort, number)

-- name: journal add
insert into troth_journal.line (of, sort, line)
select %(of)s, l.sort, l.line
  from unnest(%(lines)s::text[], %(sorts)s::text[]) with ordinality as l (line, sort, place) order by l.place

-- name: journal lines
select line from troth_journal.line order by number

-- name: journal ends
-- The last line of each sort about one database, and the last line of all, oldest first.
select line from (
  (select * from troth_journal.line where sort = 'journal' order by number desc limit 1) union
  (select * from troth_journal.line where of = %(of)s and sort = 'deed' order by number desc limit 1) union
  (select * from troth_journal.line where of = %(of)s and sort = 'done' order by number desc limit 1) union
  (select * from troth_journal.line order by number desc limit 1)
) as ends order by number

-- name: journal name the database
-- The name that the database has for itself in journals, given once.
insert into troth.journal_mark (of, first, last, after)
select pg_catalog.gen_random_uuid()::text, 0, 0, 0 where not exists (select from troth.journal_mark)

-- name: journal series
-- The database's own name, and its last deed.
select min(of), max(last) from troth.journal_mark

-- name: journal mark
-- This deed is in the database, unless that has taken another name.
insert into troth.journal_mark (of, first, last, after)
select %(of)s, %(number)s, %(number)s, %(after)s where exists (select from troth.journal_mark where of = %(of)s)

-- name: journal mark again
-- Deeds that were repeated are in the database from here on.
insert into troth.journal_mark (of, first, last, after)
select %(of)s, n.number, n.number, 0 from unnest(%(numbers)s::bigint[]) as n (number)
    on conflict do nothing

-- name: journal merge
-- Marks that follow one another become one, as long as nothing before them is missing.
with old as (
  delete from troth.journal_mark as m
   where m.of = %(of)s and m.last < %(before)s
     and (m.after = 0 or (select o.last from troth.journal_mark as o where o.of = m.of and o.first <= m.after
                           order by o.first desc limit 1) >= m.after)
  returning m.first, m.last
), marked as (
  select first, last,
         case when first = pg_catalog.lag(last) over (order by first) + 1 then 0 else 1 end as begins from old
), numbered as (
  select first, last, sum(begins) over (order by first) as island from marked
)
insert into troth.journal_mark (of, first, last, after)
select %(of)s, min(first), max(last), 0 from numbered group by island

-- name: journal behind
-- Whether the deed that the journal confirmed last is missing here, or one that a later deed came after.
select coalesce((select m.last from troth.journal_mark as m where m.of = %(of)s and m.first <= %(last)s
                  order by m.first desc limit 1) < %(last)s, true)
       or exists (select from troth.journal_mark as m
                   where m.of = %(of)s and m.after > 0
                     and coalesce((select o.last from troth.journal_mark as o
                                    where o.of = m.of and o.first <= m.after
                                    order by o.first desc limit 1) < m.after, true))

-- name: journal here
-- Which of some deeds are in the database.
select d.number from unnest(%(numbers)s::bigint[]) as d (number)
 where (select m.last from troth.journal_mark as m where m.of = %(of)s and m.first <= d.number
         order by m.first desc limit 1) >= d.number

-- name: journal forget
-- Which deeds the database holds; it will take another name.
delete from troth.journal_mark
