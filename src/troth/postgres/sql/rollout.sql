-- name: apply lock
-- One apply at a time in a database.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('troth apply', 0))

-- name: apply effective
-- Whether the day has come, in the policy's time zone.
select pg_catalog.timezone(%(zone)s, pg_catalog.now())::date >= %(effective)s::date

-- name: apply closed roles
-- Those of some roles that the deploying login is no member of.
select r.rolname from pg_catalog.pg_roles r
 where r.rolname = any (%(roles)s) and not pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER')

-- name: apply record
-- What was applied, for the files' history and for explain.
insert into troth.deployment (policy, prefix, version, policy_file, tables_file)
values (%(policy)s, %(prefix)s, %(version)s, %(policy_file)s, %(tables_file)s)

-- name: apply deployments there
-- Whether anything was ever applied here.
select pg_catalog.to_regclass('troth.deployment') is not null

-- name: apply last text
-- The policy that was applied last under this number, and the highest number of all.
select d.policy_file, (select max(version) from troth.deployment where policy = %(policy)s)
  from troth.deployment as d where d.policy = %(policy)s and d.version = %(version)s and d.policy_file <> ''
 order by d.id desc limit 1

-- name: restrictions that stand
-- Every different scope of the restrictions of one kind of person, but for single rows.
select distinct scope from {restriction} where not scope ? 'row' and (until is null or until > troth.clock())

-- name: restrictions show
-- What restrictions of this scope no longer hide.
delete from {hidden} as h using {restriction} as r
 where h.cause = 'restriction' and h.reference = r.id and r.scope = %(scope)s and not h.scope = any (%(scopes)s::text[])

-- name: restrictions hide
-- What restrictions of this scope hide now.
insert into {hidden} ({columns}, scope, cause, reference, until)
select {columns}, s.scope, 'restriction', r.id, r.until
  from {restriction} as r cross join unnest(%(scopes)s::text[]) as s(scope)
 where r.scope = %(scope)s
    on conflict do nothing

-- name: children show
-- What children are no longer hidden from.
delete from {hidden} as h where h.cause = 'child' and not h.scope = any (%(scopes)s::text[])

-- name: children hide
-- What children are hidden from now.
insert into {hidden} ({columns}, scope, cause, reference)
select {columns}, s.scope, 'child', 0
  from (select {columns} from {hidden} where cause = 'child' and scope = %(every)s) as c cross join unnest(%(scopes)s::text[]) as s(scope)
    on conflict do nothing
