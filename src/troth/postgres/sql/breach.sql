-- name: breach direct columns
-- The personal columns that one of these roles may read on the tables themselves.
select distinct n.nspname as schema, c.relname as name, t.col as column
  from unnest(%(schemas)s::text[], %(names)s::text[], %(columns)s::text[]) as t(schema, name, col)
  join pg_catalog.pg_namespace n on n.nspname = t.schema
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = t.col
  join pg_catalog.pg_roles r on r.rolname = any (%(roles)s)
 where pg_catalog.has_schema_privilege(r.oid, n.oid, 'usage')
   and pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'select')
 order by 1, 2, 3

-- name: breach standing
-- Whether one of these roles may read tables of Troth's own.
select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                 join pg_catalog.pg_roles r on r.rolname = any (%(roles)s)
                where n.nspname = %(schema)s and c.relkind = 'r' and c.relname ~ '^(history|consent|request)'
                  and pg_catalog.has_table_privilege(r.oid, c.oid, 'select')) as may

-- name: breach people
-- How many people there are by category, and (null) all together.
select category, count(distinct person) from ({people}) as p (category, person) group by rollup (category)

-- name: breach versions
-- The versions of the policy that were in force between two moments, with when each was applied.
select version, at from troth.deployment
 where at <= %(to)s and at >= coalesce((select max(at) from troth.deployment where at <= %(from)s), '-infinity')
 order by id

-- name: breach entries
-- How many people the ledger has such entries of, since a moment, by what was done.
select entry::jsonb ->> 'what' as what, count(distinct entry::jsonb ->> 'subject') as people
  from troth.ledger_entry
 where entry::jsonb ->> 'what' = any (%(what)s) and (entry::jsonb ->> 'at')::timestamptz >= %(from)s
 group by 1 order by 1

-- name: breach record
insert into troth.breach (role, from_at, to_at, known_at, due_at, reach, because, actor)
values (%(role)s, %(from)s, %(to)s, %(known)s, %(known)s::timestamptz + interval '72 hours', %(reach)s, %(because)s, %(actor)s)
returning id, due_at

-- name: breach told
update troth.breach set told_at = troth.clock(), told = %(told)s where id = %(id)s returning role

-- name: breach list
select id, role, from_at, to_at, known_at, due_at, reach, because, actor, told_at, told,
       told_at is null and due_at < troth.clock() as overdue
  from troth.breach where (%(id)s::bigint is null or id = %(id)s) order by id

-- name: breach overdue
-- The breaches of which the authority was not told in time.
select id, role, due_at from troth.breach where told_at is null and due_at < troth.clock() order by due_at, id
