-- name: session window
-- What a window's role may do with each column of the views in its schema.
select c.relname, a.attname,
       pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT'),
       pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'INSERT'),
       pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE'),
       pg_catalog.has_table_privilege(r.oid, c.oid, 'DELETE')
  from pg_catalog.pg_namespace n
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind = 'v'
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_roles r on r.rolname = %(role)s
 where n.nspname = %(schema)s
 order by c.relname, a.attnum
