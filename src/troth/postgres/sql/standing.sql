-- name: standing key
-- The columns of a table's primary key, in order, with their types.
select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
  from pg_catalog.pg_constraint p
  join pg_catalog.pg_class c on c.oid = p.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join unnest(p.conkey) with ordinality as k(number, place)
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
 where p.contype = 'p' and n.nspname = %(schema)s and c.relname = %(table)s
 order by k.place

-- name: standing apply lock
-- No apply while what it must renew is being written.
select pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('troth apply', 0))

-- name: standing in force
-- The version of the policy that was applied last.
select version from troth.deployment order by id desc limit 1

-- name: standing lock
-- One word at a time about each person: people share a thousand locks, always taken in the same order. Tells the keys.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('troth standing ' || %(kind)s), s.lock), s.keys
  from (select k.lock, pg_catalog.array_agg(k.key) as keys
          from (select j.key, (pg_catalog.hashtextextended(j.key, 0) & 1023)::int as lock
                  from (select pg_catalog.jsonb_build_array({of_p})::text as key from {people} as p) as j) as k
         group by k.lock order by k.lock) as s

-- name: standing unknown
-- Keys of people who have no row.
select {of_p} from {people} as p
 where not exists (select from {person} as x where ({of_x}) = ({of_p})) limit 5

-- name: standing unheard
-- Keys of people who have no row and of whom nothing was ever written.
select {of_p} from {people} as p
 where not exists (select from {person} as x where ({of_x}) = ({of_p}))
   and not exists (select from {history} as h where ({of_h}) = ({of_p})) limit 5

-- name: standing write
-- The history of standing: nothing in it is ever changed.
insert into {history} ({columns}, word, purpose, detail, policy_version, actor)
select {of_p}, %(word)s, %(purpose)s::text, %(detail)s,
       coalesce((select version from troth.deployment order by id desc limit 1), %(version)s), %(actor)s
  from {people} as p

-- name: standing consent
-- A consent, or a newer one; tells how many are new.
with before as (
  select count(*) as held from {consent} as c join {people} as p on ({of_c}) = ({of_p}) where c.purpose = %(purpose)s
), given as (
  insert into {consent} as c ({columns}, purpose, given_at)
  select {of_p}, %(purpose)s, troth.clock() from {people} as p
      on conflict ({columns}, purpose) do update set given_at = greatest(c.given_at, excluded.given_at)
  returning 1
)
select (select count(*) from given) - held from before

-- name: standing open
-- A consent opens its purpose again: for people who had ended it, objected to it, or are restricted.
delete from {hidden} as h using {people} as p
 where ({of_h}) = ({of_p}) and h.cause <> 'child' and pg_catalog.split_part(h.scope, '/', 1) = %(purpose)s

-- name: standing despite
-- What a restriction no longer covers, because the person consented to it later.
update {restriction} as r
   set scope = pg_catalog.jsonb_set(r.scope, '{{despite}}',
                 coalesce(r.scope -> 'despite', '[]') || pg_catalog.to_jsonb(%(purpose)s::text))
  from {people} as p
 where ({of_r}) = ({of_p}) and not r.scope ? 'row' and not coalesce(r.scope -> 'despite' ? %(purpose)s, false)

-- name: standing withdraw
-- Consents end; whoever consents again later has to confirm it again.
with unconfirmed as (
  delete from {agreed} as a using {people} as p
   where ({of_a}) = ({of_p})
     and a.what = any (array(select 'confirmed/' || u.purpose from unnest(%(purposes)s::text[]) as u(purpose)))
)
delete from {consent} as c using {people} as p
 where ({of_c}) = ({of_p}) and c.purpose = any (%(purposes)s::text[])
returning c.purpose

-- name: agreed write
-- What people agreed to, were told or were approved for; the newer word counts, in a version no lower than before.
insert into {agreed} as a ({columns}, what, version, at, until)
select {of_p}, %(what)s, %(version)s, troth.clock(), %(until)s::timestamptz from {people} as p
    on conflict ({columns}, what) do update
   set version = greatest(a.version, excluded.version), at = excluded.at, until = excluded.until
 where (a.version, a.until) is distinct from (greatest(a.version, excluded.version), excluded.until)
returning 1

-- name: agreed remove
delete from {agreed} as a using {people} as p where ({of_a}) = ({of_p}) and a.what = any (%(what)s::text[]) returning a.what

-- name: agreed standing
select a.what, a.version, a.at, a.until from {agreed} as a join {people} as p on ({of_a}) = ({of_p})
 where a.until is null or a.until >= troth.clock() order by 1

-- name: standing children
-- Those among these people who were found to be children.
select {of_p} from {people} as p
 where exists (select from {hidden} as h where ({of_h}) = ({of_p}) and h.scope = '*' and h.cause = 'child') limit 5

-- name: standing too young
-- Those among these people of whom some row tells that they are younger than an age.
select {of_p} from {people} as p join {person} as x on ({of_x}) = ({of_p}) where {old_enough} is false limit 5

-- name: standing hide
-- Hides people under scopes, for one cause; tells what is new.
insert into {hidden} ({columns}, scope, cause, reference, until)
select {of_p}, s.scope, %(cause)s, %(reference)s, %(until)s::timestamptz
  from {people} as p cross join unnest(%(scopes)s::text[]) as s(scope)
    on conflict do nothing
returning scope

-- name: standing show
-- Takes away what hides people under scopes, for one cause; tells what there was. What was ended for single tables of a
-- purpose, by an erasure in part, begins again with the purpose.
delete from {hidden} as h using {people} as p
 where ({of_h}) = ({of_p}) and h.cause = %(cause)s
   and (h.scope = any (%(scopes)s::text[])
        or h.cause = 'ended' and pg_catalog.split_part(h.scope, '/', 1) = any (%(scopes)s::text[]))
returning h.scope

-- name: standing hides
-- Whether a person is hidden under a scope for a cause.
select 1 from {hidden} as h join {people} as p on ({of_h}) = ({of_p}) where h.scope = %(scope)s and h.cause = %(cause)s

-- name: standing restrictions
-- The restrictions of a person that stand, oldest first.
select r.id, r.ground, r.scope, r.since, r.until
  from {restriction} as r join {people} as p on ({of_r}) = ({of_p})
 where r.until is null or r.until >= troth.clock()
 order by r.id

-- name: standing restrict
insert into {restriction} ({columns}, ground, scope, until)
select {of_p}, %(ground)s, %(scope)s, %(until)s::timestamptz from {people} as p
returning id

-- name: standing lift
-- Ends restrictions, with all that they hide.
with lifted as (
  delete from {restriction} as r using {people} as p
   where ({of_r}) = ({of_p}) and r.id = any (%(ids)s::bigint[])
  returning r.id
)
delete from {hidden} as h using {people} as p, lifted as l
 where ({of_h}) = ({of_p}) and h.cause = 'restriction' and h.reference = l.id

-- name: standing row
-- The row of a table with this key.
select pg_catalog.jsonb_build_array({of_x}) from {rows} as x where ({of_x}) = ({key})

-- name: standing restrict row
insert into {restricted} ({row_columns}, kind, reference, until)
select {key}, %(kind)s, %(reference)s, %(until)s::timestamptz

-- name: standing lift row
delete from {restricted} as x
 where ({of_row}) = ({key}) and x.kind = %(kind)s and x.reference = %(reference)s

-- name: standing hold
-- A hold set by people, on a person or on one row. Without an end somebody looks again, after a year if no day is said.
insert into troth.hold (kind, table_name, key, keeps, ground, because, until, review_on, actor)
select case when %(table)s::text is null then %(kind)s end, %(table)s, coalesce(%(row)s, pg_catalog.jsonb_build_array({of_p})),
       %(keeps)s, %(ground)s, %(because)s, %(until)s::timestamptz,
       coalesce(%(review_on)s::date,
                case when %(until)s::timestamptz is null then (troth.today() + interval '1 year')::date end), %(actor)s
  from {people} as p
returning id, review_on

-- name: standing holds
-- The holds on a person, and those on single rows that were set in their name.
select h.id, h.table_name, h.key, h.keeps, h.ground, h.because, h.review_on, h.until, h.actor, h.since
  from troth.hold as h, {people} as p
 where (h.until is null or h.until >= troth.clock())
   and (h.kind = %(kind)s and h.key = pg_catalog.jsonb_build_array({of_p})
        or h.id in (select (w.detail ->> 'hold')::bigint from {history} as w where ({of_w}) = ({of_p}) and w.word = 'hold'))
 order by h.id

-- name: standing release
delete from troth.hold where id = %(id)s returning id

-- name: standing held
-- Whose hold this is.
select {of_w} from {history} as w where w.word = 'hold' and (w.detail ->> 'hold')::bigint = %(id)s

-- name: standing consents
select c.purpose, c.given_at from {consent} as c join {people} as p on ({of_c}) = ({of_p}) order by 1

-- name: standing hidden
select distinct h.scope, h.cause from {hidden} as h join {people} as p on ({of_h}) = ({of_p})
 where h.cause in ('ended', 'objection') order by 1, 2

-- name: standing history
select w.word, w.purpose, w.detail, w.policy_version, w.actor, w.login, w.at
  from {history} as w join {people} as p on ({of_w}) = ({of_p})
 order by w.id
