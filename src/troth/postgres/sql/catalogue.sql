-- name: catalogue server
select current_setting('server_version_num')::int as server_version,
       current_database() as database,
       current_user as user,
       r.rolsuper as superuser,
       r.rolcreaterole as create_role,
       coalesce(
         (select pg_catalog.split_part(said, '=', 2)
            from pg_catalog.pg_db_role_setting s
            join pg_catalog.pg_database d on d.oid = s.setdatabase and d.datname = current_database(),
                 pg_catalog.unnest(s.setconfig) said
           where s.setrole = 0 and pg_catalog.lower(pg_catalog.split_part(said, '=', 1)) = 'timezone'),
         (select s.reset_val from pg_catalog.pg_settings s where s.name = 'TimeZone' and s.source <> 'client')
       ) as time_zone,
       set_config('search_path', 'pg_catalog', true) as search_path
from pg_catalog.pg_roles r
where r.rolname = current_user

-- name: catalogue tables
select c.oid::int8 as id,
       n.nspname as schema,
       c.relname as name,
       c.relkind::text as kind,
       pg_catalog.pg_get_userbyid(c.relowner) as owner,
       -- On since before Troth: there are no policies of Troth's yet, or those by which it was let in.
       c.relrowsecurity and (
         exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid and p.polname ~ '^troth_admits_')
         or not exists (
           select from pg_catalog.pg_policy p
            where p.polrelid = c.oid
              and (p.polname = 'troth_everyone_else'
                   or exists (select from pg_catalog.pg_roles r
                               where r.oid = any (p.polroles) and r.rolname ~ '_(sees|shows)_[a-z]')))
       ) as row_security,
       c.reltuples::float8 as rows,
       array(select array[m.nspname::text, k.relname::text]
               from pg_catalog.pg_inherits i
               join pg_catalog.pg_class k on k.oid = case when i.inhparent = c.oid then i.inhrelid else i.inhparent end
               join pg_catalog.pg_namespace m on m.oid = k.relnamespace
              where (i.inhparent = c.oid or i.inhrelid = c.oid) and c.relkind <> 'p'
              order by 1) as kin,
       array(with recursive source (id) as (
               select c.oid where c.relkind in ('v', 'm')
                union
               select d.refobjid from source s
                 join pg_catalog.pg_rewrite r on r.ev_class = s.id
                 join pg_catalog.pg_depend d on d.objid = r.oid and d.classid = 'pg_catalog.pg_rewrite'::regclass
                  and d.refclassid = 'pg_catalog.pg_class'::regclass)
             select array[m.nspname::text, k.relname::text]
               from source s
               join pg_catalog.pg_class k on k.oid = s.id
               join pg_catalog.pg_namespace m on m.oid = k.relnamespace
              where k.oid <> c.oid
              order by 1) as sources
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition
  and not n.nspname ^@ 'pg_'
  and n.nspname <> 'information_schema'
  and (%(schemas)s::text[] is null or n.nspname = any(%(schemas)s::text[]))
  and n.nspname <> all(%(exclude)s::text[])
order by n.nspname, c.relname

-- name: catalogue columns
-- A domain may rest on a domain. What counts is the type at the bottom, the first length and default from the
-- top, and a NOT NULL anywhere.
with recursive types as (
  select distinct a.atttypid as top, a.atttypid as id from pg_catalog.pg_attribute a
  where a.attrelid = any(%(tables)s::oid[]) and a.attnum > 0 and not a.attisdropped
), layers as (
  select t.top, t.id, 0 as depth, null::int4 as modifier, false as not_null, null::text collate "C" as default_text
  from types t
  union all
  select l.top, d.typbasetype, l.depth + 1, nullif(d.typtypmod, -1), d.typnotnull, d.typdefault
  from layers l join pg_catalog.pg_type d on d.oid = l.id and d.typtype = 'd'
), bottoms as (
  select l.top,
         (array_agg(l.id order by l.depth desc))[1] as id,
         (array_agg(l.modifier order by l.depth) filter (where l.modifier is not null))[1] as modifier,
         bool_or(l.not_null) as not_null,
         (array_agg(l.default_text order by l.depth) filter (where l.default_text is not null))[1] as default_text
  from layers l group by l.top
), sequences as (
  -- What the default draws from, or what an identity column owns.
  select d.adrelid as table_id, d.adnum as position, s.oid
  from pg_catalog.pg_attrdef d
  join pg_catalog.pg_depend p on p.classid = 'pg_catalog.pg_attrdef'::regclass and p.objid = d.oid
   and p.refclassid = 'pg_catalog.pg_class'::regclass
  join pg_catalog.pg_class s on s.oid = p.refobjid and s.relkind = 'S'
  where d.adrelid = any(%(tables)s::oid[])
  union
  select p.refobjid, p.refobjsubid, s.oid
  from pg_catalog.pg_depend p
  join pg_catalog.pg_class s on s.oid = p.objid and s.relkind = 'S'
  where p.classid = 'pg_catalog.pg_class'::regclass and p.refclassid = 'pg_catalog.pg_class'::regclass
    and p.deptype = 'i' and p.refobjid = any(%(tables)s::oid[])
)
select a.attrelid::int8 as table_id,
       a.attname as name,
       a.attnum as position,
       pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       pg_catalog.format_type(b.id, null) as base_type,
       t.typcategory::text as type_category,
       not (a.attnotnull or b.not_null) as nullable,
       coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), b.default_text) as default,
       a.attgenerated <> '' as generated,
       case a.attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
       case when b.id in ('varchar'::regtype, 'bpchar'::regtype)
            then coalesce(nullif(a.atttypmod, -1), b.modifier) - 4 end as max_length,
       s.sequence_schema,
       s.sequence_name
from pg_catalog.pg_attribute a
join bottoms b on b.top = a.atttypid
join pg_catalog.pg_type t on t.oid = b.id
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join (
  select distinct on (q.table_id, q.position)
         q.table_id, q.position, n.nspname as sequence_schema, c.relname as sequence_name
  from sequences q
  join pg_catalog.pg_class c on c.oid = q.oid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  order by q.table_id, q.position, n.nspname, c.relname
) s on s.table_id = a.attrelid and s.position = a.attnum
where a.attrelid = any(%(tables)s::oid[]) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum

-- name: catalogue indexes
-- A column of the key without a number is an expression; the columns that it uses are read from its stored form.
select i.indrelid::int8 as table_id,
       c.relname as name,
       i.indisunique as unique,
       i.indisprimary as primary,
       i.indisvalid and m.amname in ('btree', 'hash') as looks_up,
       i.indpred is null and i.indexprs is null as complete,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
       array(select a.attname::text
             from unnest(i.indkey::int2[]) with ordinality as k(position, place)
             left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.position and k.position > 0
             where k.place <= i.indnkeyatts
             order by k.place) as columns,
       array(select a.attname::text
             from (select distinct v[1]::int2 as position
                   from pg_catalog.regexp_matches(i.indexprs::text, ':varattno (\d+)', 'g') v) used
             join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = used.position and a.attnum > 0
             order by a.attnum) as in_expressions
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_am m on m.oid = c.relam
where i.indrelid = any(%(tables)s::oid[]) and i.indisready
order by i.indrelid, not i.indisprimary, c.relname

-- name: catalogue foreign keys
select k.conrelid::int8 as table_id,
       k.conname as name,
       n.nspname as target_schema,
       c.relname as target_name,
       array(select a.attname::text from unnest(k.conkey) with ordinality as u(position, place)
             join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.position
             order by u.place) as columns,
       array(select a.attname::text from unnest(k.confkey) with ordinality as u(position, place)
             join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.position
             order by u.place) as target_columns,
       case k.confdeltype when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null'
                          when 'd' then 'set default' else 'no action' end as on_delete
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.confrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
-- One to a partitioned table has copies that point at its partitions.
where k.contype = 'f' and k.conparentid = 0 and k.conrelid = any(%(tables)s::oid[])
order by k.conrelid, k.conname

-- name: catalogue references from elsewhere
-- Foreign keys to these tables or their partitions from others, or between single partitions.
select n.nspname as source_schema,
       c.relname as source_name,
       array(select a.attname::text from unnest(k.conkey) with ordinality as u(position, place)
             join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.position
             order by u.place) as columns,
       m.nspname as target_schema,
       t.relname as target_name,
       c.relispartition or f.relispartition as of_partition
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class f on f.oid = k.confrelid
join pg_catalog.pg_class t on t.oid = coalesce(pg_catalog.pg_partition_root(k.confrelid), k.confrelid)
join pg_catalog.pg_namespace m on m.oid = t.relnamespace
where k.contype = 'f' and k.conparentid = 0 and t.oid = any(%(tables)s::oid[])
  and not (k.conrelid = any(%(tables)s::oid[]) and k.confrelid = any(%(tables)s::oid[]))
order by 1, 2, k.conname

-- name: catalogue checks
select k.conrelid::int8 as table_id,
       k.conname as name,
       pg_catalog.pg_get_constraintdef(k.oid) as definition,
       array(select a.attname::text from unnest(k.conkey) with ordinality as u(position, place)
             join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.position
             order by u.place) as columns
from pg_catalog.pg_constraint k
where k.contype = 'c' and k.conrelid = any(%(tables)s::oid[])
order by k.conrelid, k.conname

-- name: catalogue triggers
-- Temporary tables come first on a path that does not name them: a path is fixed if it is empty, or names them last.
-- What a function does is in its text alone: a table is named in it where its name stands as a word.
select t.tgrelid::int8 as table_id,
       t.tgname as name,
       p.oid::regproc::text as function,
       p.prosecdef as definer,
       t.tgtype & 2 > 0 as before,
       l.lanname in ('internal', 'c')
         or exists (select from unnest(p.proconfig) as s (setting)
                     where s.setting ~ '^search_path=(""|(.*,)?\s*"?pg_temp"?)$') as fixed,
       array(select array[n.nspname, c.relname]::text[]
               from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where c.oid = any(%(tables)s::oid[]) and c.oid <> t.tgrelid and l.lanname not in ('internal', 'c')
                and p.prosrc ~* ('\m' || regexp_replace(c.relname, '(\W)', '\\\1', 'g') || '\M')
              order by n.nspname, c.relname) as names,
       array_remove(array[case when t.tgtype & 4 > 0 then 'insert' end,
                          case when t.tgtype & 16 > 0 then 'update' end,
                          case when t.tgtype & 8 > 0 then 'delete' end,
                          case when t.tgtype & 32 > 0 then 'truncate' end], null) as events
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_language l on l.oid = p.prolang
where not t.tgisinternal and t.tgenabled in ('O', 'A') and t.tgrelid = any(%(tables)s::oid[])
order by t.tgrelid, t.tgname
