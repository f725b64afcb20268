-- name: retention row holds
-- The tables of which single rows are held.
select distinct table_name from troth.hold where table_name is not null

-- name: retention begin
-- A sweep begins.
insert into troth.sweep (actor) values (%(actor)s) returning id

-- name: retention done
-- What a batch of a sweep has taken, in the same transaction.
update troth.sweep set deleted = deleted + %(deleted)s, erased = erased + %(erased)s where id = %(id)s

-- name: retention end
-- A sweep has been through all its lists; so many rows were in use, and are left to the next one.
update troth.sweep set finished_at = pg_catalog.clock_timestamp(), left_over = %(left_over)s where id = %(id)s

-- name: retention last
-- The last sweep that was finished.
select id, actor, started_at, finished_at, deleted, erased, left_over
  from troth.sweep where finished_at is not null order by id desc limit 1

-- name: retention looking
-- Of whoever looks through whole tables: long conditions are not compiled, and there is room to remember what would be
-- looked up for each row.
select pg_catalog.set_config('jit', 'off', true), pg_catalog.set_config('work_mem', '64MB', true)

-- name: retention counting
-- Of whoever counts by day or by cause: these are few, however many are expected, and nothing is sorted for them.
select pg_catalog.set_config('enable_sort', 'off', true)

-- name: retention settings
-- Of one batch: long conditions are not compiled, statements are planned once for all batches, no table is gone through
-- for the sake of some of its rows, what is looked up in the batch itself has room, and nobody is waited for long.
select pg_catalog.set_config('jit', 'off', true), pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true),
       pg_catalog.set_config('enable_seqscan', 'off', true), pg_catalog.set_config('work_mem', '64MB', true),
       pg_catalog.set_config('lock_timeout', %(patience)s, true)

-- name: retention by index
-- Of a batch of what is swept of Troth's own tables: none of them is gone through for the sake of some of its rows, and
-- the statement is planned once for all batches.
select pg_catalog.set_config('enable_seqscan', 'off', true),
       pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true)

-- name: retention gone people
-- People of whom something is kept here and whose own row is no more: all of standing, gone through once.
select {columns}
  from (select {columns} from {consent} union select {columns} from {agreed} union select {columns} from {hidden}
        union select {columns} from {restriction} union select {columns} from {history}) as w
 where not exists (select from {person} as x where ({of_x}) = ({of_w}))

-- name: retention still gone
-- Of some people those of whom something is kept here and whose own row is no more.
select {of_p}
  from {people} as p
 where not exists (select from {person} as x where ({of_x}) = ({of_p}))
   and (exists (select from {consent} as c where ({of_c}) = ({of_p}))
        or exists (select from {agreed} as a where ({of_a}) = ({of_p}))
        or exists (select from {hidden} as h where ({of_h}) = ({of_p}))
        or exists (select from {restriction} as r where ({of_r}) = ({of_p}))
        or exists (select from {history} as w where ({of_w}) = ({of_p})))

-- name: retention count gone people
select count(*) from ({gone}) as g

-- name: retention old words
-- Words that prove nothing any longer: nothing stands because of them, and the last that was said about the same thing
-- is older than proof is kept.
{history} as w
 where w.at < troth.clock() - %(period)s::interval
   and w.word = any (%(words)s::text[])
   and not exists (select from {consent} as c where ({of_c}) = ({of_w}) and c.purpose = w.purpose)
   and not exists (select from {hidden} as h
                    where ({of_h}) = ({of_w}) and h.scope = w.purpose and h.cause <> 'restriction')
   and not exists (select from {restriction} as r
                    where ({of_r}) = ({of_w}) and r.id = (w.detail ->> 'restriction')::bigint)
   and not exists (select from troth.hold as x where x.id = (w.detail ->> 'hold')::bigint)
   and not exists (select from {history} as l
                    where {same_person} and l.purpose is not distinct from w.purpose
                      and l.at >= troth.clock() - %(period)s::interval)

-- name: retention count old words
select count(*) from {old_words}

-- name: retention forget old words
-- The next of them in the order in which they were said, so that no batch looks again at what one before it has seen.
with gone as (
  delete from {history} as gone
   where gone.id in (select w.id from {old_words} and w.id > %(after)s order by w.id limit %(batch)s)
  returning gone.id
)
select max(id), count(*) from gone

-- name: retention count over
-- People who are gone and of whom nobody can ask for proof any more.
select count(*) from troth.erased_person where until < troth.clock()

-- name: retention count remarks
-- What people said beside cells that are not there any more.
select count(*) from troth.annotation as a where {left}

-- name: retention forget remarks
delete from troth.annotation as a where {left}

-- name: retention pages
-- How many pages a table has, if all its rows lie in it and deleting one of them takes no other row along.
select (pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::bigint)::bigint
  from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
 where n.nspname = %(schema)s and c.relname = %(name)s and c.relkind = 'r'
   and not exists (select from pg_catalog.pg_inherits as i where i.inhparent = c.oid)
   and not exists (select from pg_catalog.pg_constraint as f
                    where f.confrelid = c.oid and f.contype = 'f' and f.confdeltype not in ('a', 'r'))
