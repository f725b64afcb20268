-- name: apply lock
-- One apply at a time in a database.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('troth apply', 0))

-- name: apply record
-- What was applied, for the files' history and for explain.
insert into troth.deployment (policy, prefix, version, policy_file, tables_file)
values (%(policy)s, %(prefix)s, %(version)s, %(policy_file)s, %(tables_file)s)
