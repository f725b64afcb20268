-- name: pseudonym keys
-- The secret of each window that shows pseudonyms, made once: 244 random bits, padded for both halves of HMAC-SHA-256.
insert into troth.pseudonym_key (name, inner_pad, outer_pad)
select s.name,
       pg_catalog.substring(pg_catalog.bit_send(
           ('x' || s.secret)::bit(256) # ('x' || pg_catalog.repeat('36', 32))::bit(256)), 5)
         || pg_catalog.decode(pg_catalog.repeat('36', 32), 'hex'),
       pg_catalog.substring(pg_catalog.bit_send(
           ('x' || s.secret)::bit(256) # ('x' || pg_catalog.repeat('5c', 32))::bit(256)), 5)
         || pg_catalog.decode(pg_catalog.repeat('5c', 32), 'hex')
  from (select w.name, pg_catalog.replace(
                 pg_catalog.gen_random_uuid()::text || pg_catalog.gen_random_uuid()::text, '-', '') as secret
          from unnest(%(names)s::text[]) as w (name)
         where not exists (select from troth.pseudonym_key as k where k.name = w.name)
        offset 0) as s

-- name: pseudonym forget
delete from troth.pseudonym_key where name = %(name)s

-- name: pseudonym table there
-- Whether any policy with a place for secrets was applied here.
select pg_catalog.to_regclass('troth.pseudonym_key') is not null

-- name: pseudonym there
select from troth.pseudonym_key where name = %(name)s
