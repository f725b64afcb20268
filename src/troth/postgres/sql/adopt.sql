-- name: migrate settings
-- What a migration has set in its transaction.
select pg_catalog.current_setting('role'), pg_catalog.current_setting('search_path'),
       pg_catalog.current_setting('lock_timeout')

-- name: migrate settings back
-- And back again, until the end of the transaction.
select pg_catalog.set_config('role', %(role)s, true), pg_catalog.set_config('search_path', %(search_path)s, true),
       pg_catalog.set_config('lock_timeout', %(lock_timeout)s, true)

-- name: migrate savepoint
savepoint troth_migration

-- name: migrate again
rollback to savepoint troth_migration

-- name: migrate done
release savepoint troth_migration

-- name: observe settings
-- Nothing is written, and a plan is the same whatever the values are.
select pg_catalog.set_config('transaction_read_only', 'on', true),
       pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true),
       pg_catalog.set_config('statement_timeout', '10s', true)

-- name: import table
-- Where imported consents wait to be looked at; gone with the transaction.
create temporary table troth_import on commit drop as
select {columns}, given_at, '{{}}'::jsonb as evidence from {consent} limit 0

-- name: import fill
copy troth_import ({columns}, given_at, evidence) from stdin

-- name: import latest
-- Of several consents of one person, the last one counts.
delete from troth_import as a using troth_import as b
 where ({of_a}) = ({of_b}) and (a.given_at, a.ctid) < (b.given_at, b.ctid)

-- name: import lock
-- Nobody says anything while it is looked up who has said what.
lock table {consent}, {hidden}, {history} in share row exclusive mode

-- name: import sorted
-- What is imported, and what is not: people without a row, consents held already, people who said otherwise since or
-- are too young to consent without a guardian.
select case when not exists (select from {person} as x where ({of_x}) = ({of_q})) then 'unknown'
            when coalesce(q.evidence ->> 'guardian', '') = '' and exists (select from {look} as x where ({of_x}) = ({of_q}) and {young}) then 'young'
            when exists (select from {consent} as c
                          where ({of_c}) = ({of_q}) and c.purpose = %(purpose)s and c.given_at >= q.given_at) then 'already'
            when exists (select from {hidden} as h
                          where ({of_h}) = ({of_q}) and h.scope = %(purpose)s and h.cause <> 'restriction')
              or exists (select from {history} as s
                          where ({of_s}) = ({of_q}) and s.at > q.given_at
                            and (s.word = 'end' or s.word in ('withdraw', 'object', 'uphold')
                                 and coalesce(s.purpose, %(purpose)s) = %(purpose)s)) then 'otherwise'
            else 'new' end as sort, q.ctid as row
  from troth_import as q

-- name: import counts
select sort, count(*) from ({sorted}) as s group by sort

-- name: import new
-- Those alone stay that are to be recorded.
delete from troth_import as q using ({sorted}) as s where s.row = q.ctid and s.sort <> 'new'

-- name: import people
(select pg_catalog.jsonb_build_array({columns}) from troth_import)

-- name: import consents
with given as (
  insert into {consent} as c ({columns}, purpose, given_at)
  select {columns}, %(purpose)s, given_at from troth_import
      on conflict ({columns}, purpose) do update set given_at = excluded.given_at
)
insert into {history} ({columns}, word, purpose, detail, policy_version, actor)
select {columns}, 'consent', %(purpose)s, evidence, %(version)s, %(actor)s from troth_import

-- name: orphans
select count(*) from {table} as r where {set} and not exists (select from {target} as t where {equal})
