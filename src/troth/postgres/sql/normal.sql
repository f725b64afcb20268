-- name: normal functions
-- The functions of the scratch schema as PostgreSQL stores them.
select p.proname, pg_catalog.pg_get_function_sqlbody(p.oid), pg_catalog.pg_get_function_arguments(p.oid),
       pg_catalog.pg_get_function_result(p.oid)
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where n.nspname = %(schema)s

-- name: normal views
-- The views of the scratch schema as PostgreSQL stores them.
select c.relname, pg_catalog.pg_get_viewdef(c.oid)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where n.nspname = %(schema)s and c.relkind = 'v'

-- name: normal policies
-- The row policies of a temporary table as PostgreSQL stores them.
select p.polname, pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
  from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
 where c.relname = %(table)s and c.relnamespace = pg_catalog.pg_my_temp_schema()
