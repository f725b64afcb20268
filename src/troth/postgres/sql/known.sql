-- name: known stamp
-- A number that changes with whatever the catalogue says of the tables of some schemas: every such row of the catalogue
-- carries the transaction that wrote it. What VACUUM and ANALYZE note is written in place and changes nothing here.
with relations as (
  select c.oid, c.xmin
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where n.nspname = any (%(schemas)s::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
), parts (sort, id, written) as (
  select 0, r.oid::int8, r.xmin from relations r
   union all
  select 1, a.attrelid::int8 * 4096 + a.attnum, a.xmin
    from pg_catalog.pg_attribute a join relations r on r.oid = a.attrelid where a.attnum > 0
   union all
  select 2, p.oid::int8, p.xmin from pg_catalog.pg_constraint p join relations r on r.oid = p.conrelid
   union all
  select 3, p.indexrelid::int8, p.xmin from pg_catalog.pg_index p join relations r on r.oid = p.indrelid
   union all
  select 4, p.oid::int8, p.xmin from pg_catalog.pg_attrdef p join relations r on r.oid = p.adrelid
   union all
  select 5, p.oid::int8, p.xmin from pg_catalog.pg_trigger p join relations r on r.oid = p.tgrelid
   union all
  select 6, p.oid::int8, p.xmin from pg_catalog.pg_policy p join relations r on r.oid = p.polrelid
)
select count(*), sum(pg_catalog.hashint8extended(id * 8 + sort, written::text::int8)), u.rolname, u.rolsuper, u.rolcreaterole
  from parts cross join (select * from pg_catalog.pg_roles where rolname = current_user) as u
 group by u.rolname, u.rolsuper, u.rolcreaterole
