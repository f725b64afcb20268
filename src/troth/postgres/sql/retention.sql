-- name: retention cases
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

-- name: retention settings
-- Of one batch: long conditions are not compiled, and nobody is waited for long.
select pg_catalog.set_config('jit', 'off', true), pg_catalog.set_config('lock_timeout', %(patience)s, true)
