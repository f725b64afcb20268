-- name: uninstall needed elsewhere
-- The roles among these that own, may or are set something in another database of the cluster.
select r.rolname
  from pg_catalog.pg_roles r
 where r.rolname = any (%(roles)s)
   and (exists (select from pg_catalog.pg_shdepend d
                 where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.refobjid = r.oid
                   and d.dbid <> 0 and d.dbid <> (select oid from pg_catalog.pg_database where datname = current_database()))
     or exists (select from pg_catalog.pg_db_role_setting s
                 where s.setrole = r.oid and s.setdatabase <> 0
                   and s.setdatabase <> (select oid from pg_catalog.pg_database where datname = current_database())))
 order by 1
