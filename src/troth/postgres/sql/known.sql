-- name: known stamp
-- A number that changes with whatever the catalogue says of the tables of some schemas: every such row of the catalogue
-- carries the transaction that wrote it. What VACUUM and ANALYZE note is written in place and changes nothing here.
-- Arrays, so that every part of the catalogue is looked up by its index.
with relations as materialized (
  select pg_catalog.array_agg(c.oid) as ids,
         coalesce(sum(pg_catalog.hashint8extended(c.oid::int8 * 8, c.xmin::text::int8)), 0) as written
    from pg_catalog.pg_class c
   where c.relnamespace = any (array(select n.oid from pg_catalog.pg_namespace n
                                      where n.nspname = any (%(schemas)s::text[])))
     and c.relkind in ('r', 'p', 'v', 'm', 'f')
), parts (sort, id, written) as (
  select 1, a.attrelid::int8 * 4096 + a.attnum, a.xmin
    from pg_catalog.pg_attribute a where a.attrelid = any ((select ids from relations)::oid[]) and a.attnum > 0
   union all
  select 2, p.oid::int8, p.xmin from pg_catalog.pg_constraint p
   where p.conrelid = any ((select ids from relations)::oid[])
   union all
  select 3, p.indexrelid::int8, p.xmin from pg_catalog.pg_index p
   where p.indrelid = any ((select ids from relations)::oid[])
   union all
  select 4, p.oid::int8, p.xmin from pg_catalog.pg_attrdef p
   where p.adrelid = any ((select ids from relations)::oid[])
   union all
  select 5, p.oid::int8, p.xmin from pg_catalog.pg_trigger p
   where p.tgrelid = any ((select ids from relations)::oid[])
   union all
  select 6, p.oid::int8, p.xmin from pg_catalog.pg_policy p
   where p.polrelid = any ((select ids from relations)::oid[])
)
select pg_catalog.array_length(r.ids, 1), r.written, p.count, p.written, u.rolname, u.rolsuper, u.rolcreaterole
  from relations as r
 cross join (select count(*) as count, sum(pg_catalog.hashint8extended(id * 8 + sort, written::text::int8)) as written
               from parts) as p
 cross join (select * from pg_catalog.pg_roles where rolname = current_user) as u
