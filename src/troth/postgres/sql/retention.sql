-- name: retention cases
-- The tables of which single rows are held.
select distinct table_name from troth.hold where table_name is not null
