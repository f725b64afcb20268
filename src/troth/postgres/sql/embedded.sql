-- name: database exists
select 1 from pg_catalog.pg_database where datname = %(database)s

-- name: role exists
select 1 from pg_catalog.pg_roles where rolname = %(role)s
