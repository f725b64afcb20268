-- name: attest last day
-- Today in the policy's time zone, and the last day of an attestation that is made now.
select pg_catalog.timezone(%(zone)s, now())::date as today,
       (pg_catalog.timezone(%(zone)s, now())::date + %(every)s::interval)::date as last

-- name: attest
insert into troth.attestation (promise, role, evidence, digest, until, policy_version, actor)
values (%(promise)s, %(role)s, %(evidence)s, %(digest)s, %(until)s, %(version)s, %(actor)s)

-- name: attestations
-- The last attestation of each promise in each role.
select distinct on (a.promise, a.role) a.promise, a.role, a.actor, a.evidence, a.until,
       pg_catalog.timezone(%(zone)s, a.at)::date as on_day
  from troth.attestation as a order by a.promise, a.role, a.id desc

-- name: exceptions are kept
select pg_catalog.to_regclass('troth.exception') is not null as kept

-- name: exceptions by promise
-- Those that name a promise, and by recipient those that lifted what a release needs and name none.
select promise, null as recipient, count(*) as count from troth.exception where promise is not null group by 1
union all
select null, recipient, count(*) from troth.exception where promise is null and recipient is not null group by 2

-- name: proof without approvals
delete from troth.approval where recipient = %(recipient)s

-- name: proof column readers
-- Every role that may read or write one of these columns, however it comes by it; superusers are left out.
with columns as (
  select c.oid as id, n.nspname as schema, c.relname as name, a.attname as col, a.attnum as position
    from unnest(%(schemas)s::text[], %(names)s::text[], %(columns)s::text[]) as t(schema, name, col)
    join pg_catalog.pg_namespace n on n.nspname = t.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = t.col
)
select x.schema, x.name, x.col as column, r.rolname as role
  from columns x cross join pg_catalog.pg_roles r
 where not r.rolsuper and pg_catalog.has_column_privilege(r.oid, x.id, x.position, %(privilege)s)
 order by 1, 2, 3, 4

-- name: proof column views
-- The views through which one of these columns can be read, at any depth, with every role that may read them.
with recursive columns(id, position) as (
  select a.attrelid, a.attnum
    from unnest(%(schemas)s::text[], %(names)s::text[], %(columns)s::text[]) as t(schema, name, col)
    join pg_catalog.pg_namespace n on n.nspname = t.schema
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = t.col
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
)
select n.nspname as schema, c.relname as name, r.rolname as role
  from shown s join pg_catalog.pg_class c on c.oid = s.id join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 cross join pg_catalog.pg_roles r
 where not r.rolsuper
   and (pg_catalog.has_table_privilege(r.oid, c.oid, 'select') or pg_catalog.has_any_column_privilege(r.oid, c.oid, 'select'))
 order by 1, 2, 3

-- name: proof role count
select count(*) as count from pg_catalog.pg_roles where not rolsuper

-- name: proof view columns
-- The columns of every view of a schema, in order.
select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where n.nspname = %(schema)s and c.relkind in ('v', 'm', 'r', 'p', 'f')
 group by 1 order by 1

-- name: proof last applied
-- What was applied last, and whether its day has come.
select d.version, d.policy, d.at, d.policy_file, pg_catalog.timezone(%(zone)s, now())::date >= %(effective)s::date as in_force
  from troth.deployment as d order by d.id desc limit 1

-- name: proof versions applied
-- Each version that was in force here, with the day it was applied first, in their order.
select d.version, min(d.at) as at from troth.deployment as d where d.policy = %(policy)s
 group by d.version order by min(d.at)

-- name: proof releases of
-- How many releases there were, and how many of them had one of these categories.
select count(*) as all, count(*) filter (where d.categories ?| %(categories)s::text[]) as some from troth.disclosure as d

-- name: proof connections
-- How connections to this server are made: where it listens, whether it speaks TLS, whether this one does.
select current_setting('listen_addresses') as listens, current_setting('ssl')::boolean as ssl,
       current_setting('port') as port, current_setting('password_encryption') as passwords,
       (select s.version from pg_catalog.pg_stat_ssl as s where s.pid = pg_catalog.pg_backend_pid() and s.ssl) as protocol,
       (select s.cipher from pg_catalog.pg_stat_ssl as s where s.pid = pg_catalog.pg_backend_pid() and s.ssl) as cipher,
       pg_catalog.has_table_privilege('pg_catalog.pg_hba_file_rules', 'select')
         and pg_catalog.has_function_privilege('pg_catalog.pg_hba_file_rules()', 'execute') as rules_shown

-- name: proof connection rules
-- The lines of pg_hba.conf that let connections over a network in, first match first.
select r.line_number as line, r.type, array_to_string(r.database, ',') as databases,
       array_to_string(r.user_name, ',') as users, r.address, r.auth_method as method
  from pg_catalog.pg_hba_file_rules r where r.type <> 'local' and r.error is null order by r.line_number

-- name: proof entries
-- How many entries of this word there are in the ledger, and how many wait to be sealed.
select count(*) filter (where e.entry like %(word)s) as count, count(*) as all,
       (select count(*) from troth.ledger_waiting) as waiting
  from troth.ledger_entry as e

-- name: proof policy texts
-- The conditions of the row policies of one role, as PostgreSQL prints them.
select p.schemaname as schema, p.tablename as name, lower(p.cmd) as command, coalesce(p.qual, '') as condition,
       coalesce(p.with_check, '') as checked
  from pg_catalog.pg_policies p where %(role)s = any (p.roles::text[]) and p.permissive = 'RESTRICTIVE'
 order by 1, 2, 3

-- name: proof role
-- What a role is: whether it logs in, what it is a member of, and who may become it.
select r.rolcanlogin as login, r.rolsuper or r.rolbypassrls as unbound,
       array(select g.rolname::text from pg_catalog.pg_auth_members m join pg_catalog.pg_roles g on g.oid = m.roleid
              where m.member = r.oid order by 1) as member_of
  from pg_catalog.pg_roles r where r.rolname = %(role)s

-- name: proof group sizes
-- How many groups a counting view shows now, and the smallest of them.
select count(*) as count, min({people}) as smallest from {view}

-- name: proof sealed
select count(*) as checkpoints, (select count(*) from troth.ledger_leaf) as leaves from troth.ledger_checkpoint

-- name: proof leaves that differ
-- Sealed entries that are gone, or whose text no longer has the hash that was signed for.
select l.place from troth.ledger_leaf l left join troth.ledger_entry e on e.id = l.entry
 where e.id is null or l.hash <> pg_catalog.sha256('\x00'::bytea || pg_catalog.convert_to(e.entry, 'UTF8'))
 order by 1 limit 100

-- name: proof entries about
-- How many entries of this word there are in the ledger about one person, whose pseudonym is known.
select count(*) as count from troth.ledger_entry as e join troth.ledger_key as k
    on k.kind = %(kind)s and array(select pg_catalog.jsonb_array_elements_text(k.key)) = %(key)s::text[]
 where e.entry like '%%"subject":"' || k.pseudonym || '"%%' and e.entry like '%%"what":"' || %(word)s || '"}'

-- name: proof entries with
-- How many entries of this word have this part in their text.
select count(*) as count from troth.ledger_entry as e
 where e.entry like '%%"what":"' || %(word)s || '"}' and pg_catalog.strpos(e.entry, %(part)s) > 0

-- name: proof columns of schemas
-- Every column of every table of these schemas.
select n.nspname as schema, c.relname as name, a.attname as column
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'p', 'f') and not c.relispartition
 order by 1, 2, a.attnum

-- name: proof login rules
-- The lines of pg_hba.conf that let anybody in, first match first.
select r.line_number as line, r.type, r.auth_method as method
  from pg_catalog.pg_hba_file_rules r where r.error is null and r.auth_method <> 'reject' order by r.line_number

-- name: proof disclosed to others
-- Disclosures to recipients that are not among these.
select d.recipient, count(*) as count from troth.disclosure as d where not d.recipient = any (%(known)s) group by 1 order by 1

-- name: proof tables about people
-- The tables of schema troth with their columns, but for what is kept as evidence under a pseudonym.
select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where n.nspname = 'troth' and c.relkind = 'r' group by 1 order by 1
-- name: proof young consents
-- Consents, and those among them of people known to be too young whose last consent no guardian gave.
select count(*) as count,
       count(*) filter (where {young}
         and coalesce((select nullif(h.detail ->> 'guardian', '') from {history} as h
                        where {theirs} and h.word = 'consent' and h.purpose = c.purpose order by h.id desc limit 1), '') = '') as alone
  from {consent} as c join {look} as x on {same}

-- name: proof pseudonym secrets
-- How many different secrets some windows have.
select count(distinct k.inner_pad) as secrets from troth.pseudonym_key as k where k.name = any (%(names)s)
