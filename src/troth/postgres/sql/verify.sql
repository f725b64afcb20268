-- name: verify roles
-- Every role of the cluster and what it may do beyond privileges.
select r.rolname as name, r.rolsuper as superuser, r.rolbypassrls as bypasses, r.rolcreaterole as creates,
       r.rolreplication as replicates, r.rolcanlogin as login, r.rolname ~ any (%(patterns)s) as ours
  from pg_catalog.pg_roles r order by 1

-- name: verify memberships
-- Who is a member of what. Before 16 a member inherits as its role does by itself, and may always become the other.
select r.rolname as role, u.rolname as member, g.rolname as grantor, m.admin_option as admin,
       coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, u.rolinherit) as inherits,
       coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true) as sets
  from pg_catalog.pg_auth_members m
  join pg_catalog.pg_roles r on r.oid = m.roleid
  join pg_catalog.pg_roles u on u.oid = m.member
  left join pg_catalog.pg_roles g on g.oid = m.grantor
 order by 1, 2, 3

-- name: verify moment
-- Today in the policy's time zone, and whether standing is there at all.
select pg_catalog.timezone(%(zone)s, now())::date as today, pg_catalog.to_regnamespace('troth') is not null as applied,
       current_user as deployer, now() as now

-- name: verify table privileges
-- Every privilege on the personal tables and their partitions that is not their owner's.
with recursive family(id, root) as (
  select c.oid, c.oid from unnest(%(schemas)s::text[], %(names)s::text[]) as t(schema, name)
    join pg_catalog.pg_namespace n on n.nspname = t.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name
   union
  select i.inhrelid, f.root from family f join pg_catalog.pg_inherits i on i.inhparent = f.id
), acls as (
  select f.id, f.root, null::name as col, c.relowner as owner, c.relacl as acl
    from family f join pg_catalog.pg_class c on c.oid = f.id where c.relacl is not null
   union all
  select f.id, f.root, a.attname, c.relowner, a.attacl
    from family f join pg_catalog.pg_class c on c.oid = f.id
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attacl is not null
)
select rn.nspname as root_schema, rc.relname as root_name, n.nspname as schema, c.relname as name, a.col as column,
       pg_catalog.pg_get_userbyid(a.owner) as owner, pg_catalog.pg_get_userbyid(x.grantor) as grantor,
       case when x.grantee <> 0 then pg_catalog.pg_get_userbyid(x.grantee) end as grantee,
       lower(x.privilege_type) as privilege
  from acls a cross join lateral pg_catalog.aclexplode(a.acl) as x
  join pg_catalog.pg_class c on c.oid = a.id join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class rc on rc.oid = a.root join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
 where x.grantee <> a.owner
 order by 3, 4, 8, 9, 5

-- name: verify exposing views
-- The views that name a personal column, or a whole row (varattno 0), at any depth; with everyone who may read them.
with recursive columns(id, position, root) as (
  select a.attrelid, a.attnum, a.attrelid
    from unnest(%(schemas)s::text[], %(names)s::text[], %(columns)s::text[]) as t(schema, name, col)
    join pg_catalog.pg_namespace n on n.nspname = t.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = t.col
   union
  select b.attrelid, b.attnum, c.root
    from columns c join pg_catalog.pg_inherits i on i.inhparent = c.id
    join pg_catalog.pg_attribute a on a.attrelid = c.id and a.attnum = c.position
    join pg_catalog.pg_attribute b on b.attrelid = i.inhrelid and b.attname = a.attname
), shown(id) as (
  select r.ev_class from pg_catalog.pg_depend d join pg_catalog.pg_rewrite r on r.oid = d.objid
    join columns c on c.id = d.refobjid and (c.position = d.refobjsubid or r.ev_action::text like '%%:varattno 0 %%')
   where d.classid = 'pg_catalog.pg_rewrite'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
     and r.ev_class <> c.id
   union
  select r.ev_class from shown s
    join pg_catalog.pg_depend d on d.refobjid = s.id and d.refclassid = 'pg_catalog.pg_class'::regclass
     and d.classid = 'pg_catalog.pg_rewrite'::regclass
    join pg_catalog.pg_rewrite r on r.oid = d.objid and r.ev_class <> s.id
), acls as (
  select s.id, c.relacl as acl from shown s join pg_catalog.pg_class c on c.oid = s.id
   union all
  select s.id, a.attacl from shown s join pg_catalog.pg_attribute a on a.attrelid = s.id and a.attacl is not null
)
select distinct n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
       c.relkind = 'm' as stored,
       exists (select from pg_catalog.pg_options_to_table(c.reloptions) o
                where o.option_name = 'security_invoker' and o.option_value::boolean) as invoker,
       case when x.grantee <> 0 then pg_catalog.pg_get_userbyid(x.grantee) end as grantee
  from acls a cross join lateral pg_catalog.aclexplode(a.acl) as x
  join pg_catalog.pg_class c on c.oid = a.id join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where x.grantee <> c.relowner
 order by 1, 2, 6

-- name: verify routines
-- Functions and procedures that run with more than their caller's rights, or in a language without a fence, and who
-- may run them.
select p.oid::regprocedure::text as signature, pg_catalog.pg_get_userbyid(p.proowner) as owner, p.prosecdef as definer,
       l.lanname as language, not l.lanpltrusted as unfenced,
       case when x.grantee <> 0 then pg_catalog.pg_get_userbyid(x.grantee) end as grantee
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  join pg_catalog.pg_language l on l.oid = p.prolang
  cross join lateral pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) as x
 where n.nspname not in ('pg_catalog', 'information_schema')
   and p.prorettype not in ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype)
   and (p.prosecdef or (not l.lanpltrusted and l.lanname not in ('c', 'internal')))
   and x.grantee <> p.proowner
 order by 1, 6

-- name: verify publications
-- The publications that send personal tables to another server.
with recursive family(id) as (
  select c.oid from unnest(%(schemas)s::text[], %(names)s::text[]) as t(schema, name)
    join pg_catalog.pg_namespace n on n.nspname = t.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name
   union
  select i.inhrelid from family f join pg_catalog.pg_inherits i on i.inhparent = f.id
)
select p.pubname as publication, n.nspname as schema, c.relname as name, p.puballtables as everything,
       exists (select from pg_catalog.pg_publication_namespace s where s.pnpubid = p.oid and s.pnnspid = n.oid) as by_schema
  from pg_catalog.pg_publication_tables t
  join pg_catalog.pg_publication p on p.pubname = t.pubname
  join pg_catalog.pg_namespace n on n.nspname = t.schemaname
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
 where c.oid in (select id from family)
 order by 1, 2, 3

-- name: verify public relations
-- Tables, views and sequences that everyone may use, but for those of PostgreSQL and of extensions.
select n.nspname as schema, c.relname as name, c.relkind = 'S' as sequence,
       array_agg(distinct lower(x.privilege_type) order by lower(x.privilege_type)) as privileges
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select c.relacl as acl union all
    select a.attacl from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attacl is not null) as l
  cross join lateral pg_catalog.aclexplode(l.acl) as x
 where x.grantee = 0 and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
   and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass
                      and d.objid = c.oid and d.deptype = 'e')
 group by 1, 2, 3 order by 1, 2

-- name: verify public schemas
-- The schemas in which everyone may make objects.
select n.nspname as schema
  from pg_catalog.pg_namespace n cross join lateral pg_catalog.aclexplode(n.nspacl) as x
 where x.grantee = 0 and x.privilege_type = 'CREATE' and n.nspname !~ '^pg_(toast|temp)'
 order by 1

-- name: verify public database
-- What everyone may do in this database beside connecting to it.
select d.datname as database, lower(x.privilege_type) as privilege
  from pg_catalog.pg_database d
  cross join lateral pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) as x
 where d.datname = current_database() and x.grantee = 0 and x.privilege_type <> 'CONNECT'
 order by 2

-- name: verify large objects
-- Large objects that everyone may read or write; all of them, where their rights are switched off.
select m.oid::bigint as id, array_agg(lower(x.privilege_type) order by lower(x.privilege_type)) as privileges
  from pg_catalog.pg_largeobject_metadata m cross join lateral pg_catalog.aclexplode(m.lomacl) as x
 where x.grantee = 0 group by 1 order by 1

-- name: verify large object rights
select current_setting('lo_compat_privileges')::boolean as off

-- name: verify default privileges
-- What objects made later will give to everyone or to roles of this deployment. That everyone may run functions and use
-- types is how PostgreSQL comes, where nothing was said.
select pg_catalog.pg_get_userbyid(d.defaclrole) as maker, n.nspname as schema,
       case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                            when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end as sort,
       case when x.grantee <> 0 then pg_catalog.pg_get_userbyid(x.grantee) end as grantee,
       array_agg(lower(x.privilege_type) order by lower(x.privilege_type)) as privileges
  from pg_catalog.pg_default_acl d
  left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
  cross join lateral pg_catalog.aclexplode(d.defaclacl) as x
 where (x.grantee = 0 or pg_catalog.pg_get_userbyid(x.grantee)::text = any (%(ours)s))
   and not (x.grantee = 0 and d.defaclnamespace = 0 and d.defaclobjtype in ('f', 'T'))
 group by 1, 2, 3, 4 order by 1, 2, 3, 4

-- name: verify ownership
-- What roles of this deployment own outside the schemas that are theirs.
select pg_catalog.pg_get_userbyid(d.refobjid) as owner, o.type, o.identity
  from pg_catalog.pg_shdepend d
  cross join lateral pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) as o
 where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.deptype = 'o'
   and d.dbid in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
   and pg_catalog.pg_get_userbyid(d.refobjid)::text = any (%(ours)s)
   and not coalesce(o.schema = any (%(schemas)s), false)
   and not (o.type = 'schema' and o.name = any (%(schemas)s))
 order by 1, 2, 3

-- name: verify role settings
-- The settings of these roles that Troth did not make, here or in every database.
select pg_catalog.pg_get_userbyid(s.setrole) as role, s.setdatabase <> 0 as here, split_part(c, '=', 1) as setting,
       substr(c, strpos(c, '=') + 1) as value
  from pg_catalog.pg_db_role_setting s cross join lateral unnest(s.setconfig) as c
 where pg_catalog.pg_get_userbyid(s.setrole)::text = any (%(ours)s)
   and s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
   and (s.setdatabase = 0 or split_part(c, '=', 1) not in ('jit', 'search_path'))
 order by 1, 2, 3

-- name: verify restrictions
-- The scopes of the restrictions that stand for one kind of person, with what each hides that it should not, and the
-- number of hidden scopes it should have and has.
select r.id, r.scope, array(select h.scope from {hidden} h where h.cause = 'restriction' and h.reference = r.id order by 1)
         as hidden
  from {restriction} r
 where not r.scope ? 'row' and (r.until is null or r.until > now())

-- name: verify hidden orphans
-- What is hidden because of a restriction that is not there.
select count(*) as count from {hidden} h
 where h.cause = 'restriction' and not exists (select from {restriction} r where r.id = h.reference)

-- name: mend hidden orphans
delete from {hidden} as h
 where h.cause = 'restriction' and not exists (select from {restriction} as r where r.id = h.reference)

-- name: verify consents
-- How many consents there are to purposes, by name.
select purpose as name, count(*) as count from {consent} where not purpose = any (%(purposes)s) group by 1 order by 1

-- name: verify hidden
-- For how many people something is hidden, by the scope's own name.
select split_part(scope, '/', 1) as name, count(*) as count from {hidden}
 where not split_part(scope, '/', 1) = any (%(purposes)s) group by 1 order by 1
