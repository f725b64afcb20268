-- name: subjects person
-- A person's key in its own form, and whether there is such a person.
select pg_catalog.jsonb_build_array({key}), exists (select from {people} as t where ({of_t}) = ({key}))

-- name: subjects linked
-- The other keys of the same human: confirmed, or confirmed of one of those.
with recursive linked (kind, key) as (
  select %(kind)s::text, %(key)s::jsonb
   union
  select p.kind, p.key
    from linked as l
    cross join lateral (
      select s.other_kind as kind, s.other_key as key from troth.same_person as s where s.kind = l.kind and s.key = l.key
       union all
      select s.kind, s.key from troth.same_person as s where s.other_kind = l.kind and s.other_key = l.key
    ) as p
)
select kind, key from linked where (kind, key) <> (%(kind)s::text, %(key)s::jsonb) order by 1, 2

-- name: subjects same
insert into troth.same_person (kind, key, other_kind, other_key, because, actor)
values (%(kind)s, %(key)s, %(other_kind)s, %(other_key)s, %(because)s, %(actor)s)

-- name: subjects not same
delete from troth.same_person as s
 where (s.kind, s.key, s.other_kind, s.other_key) in (
         (%(kind)s, %(key)s::jsonb, %(other_kind)s, %(other_key)s::jsonb),
         (%(other_kind)s, %(other_key)s::jsonb, %(kind)s, %(key)s::jsonb))

-- name: subjects holding
-- The keys of people of whom a cell holds a value, and whether it does letter for letter.
select distinct jsonb_build_array({key}), {cell}::text = {value}::text
  from {source} where {wanted} order by 1, 2 desc limit {most}

-- name: subjects plan
-- How PostgreSQL would look for them.
explain (format json) {holding}
