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

-- name: observe settings
-- Nothing is written, and a plan is the same whatever the values are.
select pg_catalog.set_config('transaction_read_only', 'on', true),
       pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true),
       pg_catalog.set_config('statement_timeout', '10s', true)
