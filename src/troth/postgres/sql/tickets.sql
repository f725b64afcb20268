-- name: ticket key
-- The key that signs tickets: the newest.
select inner_pad, outer_pad from troth.ticket_key order by id desc limit 1

-- name: ticket key alone
-- Only one process makes the first key.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('troth ticket key', 0))

-- name: ticket key make
insert into troth.ticket_key (inner_pad, outer_pad) values (%(inner)s, %(outer)s)

-- name: ticket void
-- Nothing that was signed until now is worth anything.
delete from troth.ticket_key
