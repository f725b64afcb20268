-- name: suppression key
-- The key of suppressed values, made once: 244 random bits, padded for both halves of HMAC-SHA-256.
insert into troth.suppression_key (id, inner_pad, outer_pad)
select 1,
       pg_catalog.substring(pg_catalog.bit_send(
           ('x' || s.secret)::bit(256) # ('x' || pg_catalog.repeat('36', 32))::bit(256)), 5)
         || pg_catalog.decode(pg_catalog.repeat('36', 32), 'hex'),
       pg_catalog.substring(pg_catalog.bit_send(
           ('x' || s.secret)::bit(256) # ('x' || pg_catalog.repeat('5c', 32))::bit(256)), 5)
         || pg_catalog.decode(pg_catalog.repeat('5c', 32), 'hex')
  from (select pg_catalog.replace(
                 pg_catalog.gen_random_uuid()::text || pg_catalog.gen_random_uuid()::text, '-', '') as secret
         where not exists (select from troth.suppression_key)
         offset 0) as s

-- name: suppression suppress
-- The values of some people, as keyed hashes; those that are suppressed already stay as they are.
insert into troth.suppressed (category, hash, cause)
select distinct v.category, v.hash, %(cause)s
  from {suppressible} as v join {people} as p on ({of_v}) = ({of_p})
 where %(categories)s::text[] is null or v.category = any (%(categories)s::text[])
    on conflict do nothing

-- name: suppression here
-- Whether any table holds such values of this kind of person.
select pg_catalog.to_regclass({suppressible_name}) is not null
