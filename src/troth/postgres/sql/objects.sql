-- name: objects roles
-- The roles of this deployment, with what they must not have and their settings in this database.
select r.oid::bigint as id, r.rolname as name, r.rolcanlogin as login,
       array_remove(array[case when r.rolinherit then 'inherit' end, case when r.rolsuper then 'superuser' end,
                          case when r.rolcreatedb then 'createdb' end, case when r.rolcreaterole then 'createrole' end,
                          case when r.rolreplication then 'replication' end,
                          case when r.rolbypassrls then 'bypassrls' end], null) as powers,
       coalesce(s.setconfig, '{}') as settings
  from pg_catalog.pg_roles r
  left join pg_catalog.pg_db_role_setting s
    on s.setrole = r.oid and s.setdatabase = (select oid from pg_catalog.pg_database where datname = current_database())
 where r.rolname ~ any (%(patterns)s)
 order by r.rolname

-- name: objects memberships
-- Which of these roles may become which other. Before 16 a member inherits as its role does by itself.
select r.rolname as role, u.rolname as member, bool_or(m.admin_option) as admin,
       bool_or(coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, u.rolinherit)) as inherits
  from pg_catalog.pg_auth_members m
  join pg_catalog.pg_roles r on r.oid = m.roleid
  join pg_catalog.pg_roles u on u.oid = m.member
 where m.roleid = any (%(roles)s) and m.member = any (%(roles)s)
 group by 1, 2

-- name: objects schemas
-- The schemas that these roles own, or that have a name Troth wants.
select n.nspname as name, pg_catalog.pg_get_userbyid(n.nspowner) as owner
  from pg_catalog.pg_namespace n
 where n.nspowner = any (%(roles)s) or n.nspname = any (%(schemas)s)
 order by 1

-- name: objects tables
-- The tables of Troth's own in the schemas of these roles.
select c.oid::bigint as id, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
       coalesce((select array_agg(a.attname order by k.place)
                   from pg_catalog.pg_constraint p, unnest(p.conkey) with ordinality as k(number, place),
                        pg_catalog.pg_attribute a
                  where p.conrelid = c.oid and p.contype = 'p' and a.attrelid = c.oid and a.attnum = k.number), '{}')::text[]
         as primary_key
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and n.nspowner = any (%(roles)s)
 order by 2, 3

-- name: objects columns
-- Their columns.
select a.attrelid::bigint as id, a.attname as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       not a.attnotnull as nullable, a.attidentity <> '' as identity,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) as default,
       (select pg_catalog.pg_get_constraintdef(p.oid) from pg_catalog.pg_constraint p
         where p.conrelid = a.attrelid and p.contype = 'c' and p.conkey = array[a.attnum] limit 1) as check
  from pg_catalog.pg_attribute a
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attrelid = any (%(tables)s) and a.attnum > 0 and not a.attisdropped
 order by a.attrelid, a.attnum

-- name: objects indexes
-- Their indexes beside the primary key.
select i.indrelid::bigint as id,
       array(select a.attname from unnest(i.indkey::int2[]) with ordinality as k(number, place)
               join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by k.place)::text[]
         as columns
  from pg_catalog.pg_index i
 where i.indrelid = any (%(tables)s) and not i.indisprimary and i.indisvalid
 order by i.indexrelid

-- name: objects functions
-- The functions in the schemas of these roles.
select n.nspname as schema, p.proname as name, pg_catalog.pg_get_function_arguments(p.oid) as arguments,
       pg_catalog.pg_get_function_result(p.oid) as returns, pg_catalog.pg_get_userbyid(p.proowner) as owner,
       coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) as body,
       case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where n.nspowner = any (%(roles)s)
 order by 1, 2

-- name: objects views
-- The views in the schemas of these roles, as PostgreSQL stores them.
select n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
       pg_catalog.pg_get_viewdef(c.oid) as query, coalesce(c.reloptions, '{}') as options,
       array(select a.attname from pg_catalog.pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum)::text[] as columns
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'v' and (n.nspowner = any (%(roles)s) or c.relowner = any (%(roles)s))
 order by 1, 2

-- name: objects policies
-- The row policies for these roles or named like them, and the one that lets everyone else be as before.
select n.nspname as schema, c.relname as table, p.polname as name, p.polpermissive as permissive,
       case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                     else 'delete' end as command,
       case when p.polroles = '{0}' then array['public'] else array(
         select r.rolname from pg_catalog.pg_roles r where r.oid = any (p.polroles) order by 1)::text[] end as roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check
  from pg_catalog.pg_policy p
  join pg_catalog.pg_class c on c.oid = p.polrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where p.polroles && %(roles)s::oid[] or p.polname = %(everyone_else)s
    or replace(p.polname, 'troth_admits_', '') ~ any (%(patterns)s)
 order by 1, 2, 3

-- name: objects row security
-- The tables with row security on which a policy of Troth's stands.
select distinct n.nspname as schema, c.relname as table,
       exists (select from pg_catalog.pg_policy o where o.polrelid = c.oid and o.polname ~ '^troth_admits_') as before
  from pg_catalog.pg_policy p
  join pg_catalog.pg_class c on c.oid = p.polrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relrowsecurity and (p.polroles && %(roles)s::oid[] or p.polname = %(everyone_else)s
                              or replace(p.polname, 'troth_admits_', '') ~ any (%(patterns)s))
 order by 1, 2

-- name: objects grants
-- Every privilege of these roles on anything but what they own, and of anybody on what they own.
with acls(sort, path, col, owner, acl) as (
  select 'table', array[n.nspname, c.relname], null::name, c.relowner, c.relacl
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relacl is not null
  union all
  select 'table', array[n.nspname, c.relname], a.attname, c.relowner, a.attacl
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace where a.attacl is not null and not a.attisdropped
  union all
  select 'schema', array[nspname], null, nspowner, nspacl from pg_catalog.pg_namespace where nspacl is not null
  union all
  select 'database', array[datname], null, datdba, datacl from pg_catalog.pg_database
   where datacl is not null and datname = current_database()
  union all
  select 'function', array[n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)], null, p.proowner, p.proacl
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.proacl is not null
)
select a.sort, a.path::text[] as path, a.col as column, x.privilege_type as privilege,
       case when x.grantee = 0 then 'public' else pg_catalog.pg_get_userbyid(x.grantee) end as grantee, x.is_grantable as grantable,
       case when a.owner = any (%(roles)s) then pg_catalog.pg_get_userbyid(a.owner) end as by
  from acls a, lateral pg_catalog.aclexplode(a.acl) as x
 where (x.grantee = any (%(roles)s) or a.owner = any (%(roles)s)) and x.grantee <> a.owner
 order by 1, 2, 3, 4, 5
