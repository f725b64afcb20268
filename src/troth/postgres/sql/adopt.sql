-- name: migrate settings
-- What a migration has set in its transaction.
select pg_catalog.current_setting('role'), pg_catalog.current_setting('search_path'),
       pg_catalog.current_setting('lock_timeout')

-- name: migrate settings back
-- And back again, until the end of the transaction.
select pg_catalog.set_config('role', %(role)s, true), pg_catalog.set_config('search_path', %(search_path)s, true),
       pg_catalog.set_config('lock_timeout', %(lock_timeout)s, true)

-- name: migrate savepoint
savepoint troth_migration

-- name: migrate again
rollback to savepoint troth_migration

-- name: migrate done
release savepoint troth_migration
