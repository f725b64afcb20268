-- name: ledger record
-- Entries in the transaction of their deeds, in this order; the server adds its time and the login.
with written as (
  insert into troth.ledger_entry (entry)
  select pg_catalog.concat(
           e.parts ->> 0,
           pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           e.parts ->> 1, pg_catalog.to_json(session_user::text)::text, e.parts ->> 2)
    from pg_catalog.jsonb_array_elements(%(entries)s::jsonb) with ordinality as e (parts, place)
   order by e.place
  returning id
)
insert into troth.ledger_waiting (id) select id from written

-- name: ledger record about
-- One entry for each of some people of a kind, who get their pseudonyms here if they have none.
with {deed}person as (
  {named}
), made as (
  {make}
), written as (
  insert into troth.ledger_entry (entry)
  select pg_catalog.concat(
           %(before_time)s::text,
           pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           %(before_login)s::text, pg_catalog.to_json(session_user::text)::text, %(before_subject)s::text,
           '"', k.pseudonym, '"', %(after_subject)s::text)
    from (select pseudonym from person where pseudonym is not null union all select pseudonym from made) as k
  returning id
)
insert into troth.ledger_waiting (id) select id from written

-- name: ledger record deed
-- A deed and one entry about nobody, in one statement. Nothing is recorded of a deed that found nothing.
with {deed}written as (
  insert into troth.ledger_entry (entry)
  select pg_catalog.concat(
           %(before_time)s::text,
           pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           %(before_login)s::text, pg_catalog.to_json(session_user::text)::text, %(before_subject)s::text,
           'null', %(after_subject)s::text)
   where exists (select from deed)
  returning id
)
insert into troth.ledger_waiting (id) select id from written

-- name: ledger people
-- The keys of some people as JSON arrays of their parts.
(select pg_catalog.jsonb_build_array({of_p}) from {people} as p)

-- name: ledger named
-- Some people, each once, with the pseudonyms they have: looked up one by one, however many PostgreSQL expects.
select p.key, (select k.pseudonym from troth.ledger_key as k where k.kind = %(kind)s and k.key = p.key) as pseudonym
  from (select distinct key from {people} as p (key)) as p

-- name: ledger pseudonym
-- The pseudonym of one person, made if there is none.
with person as (
  {named}
), made as (
  {make}
)
select pseudonym from person where pseudonym is not null union all select pseudonym from made

-- name: ledger make pseudonyms
-- A secret for everyone of `person` who has none, and HMAC-SHA-256 of kind and key under it. Each secret is 244 random
-- bits. Whoever loses a race for the same person takes what the winner has committed.
insert into troth.ledger_key as held (kind, key, secret, pseudonym)
select %(kind)s, n.key, n.secret,
       %(kind)s || ':' || pg_catalog.encode(pg_catalog.sha256(n.outer_pad || pg_catalog.sha256(
         n.inner_pad || pg_catalog.convert_to(pg_catalog.jsonb_build_array(%(kind)s::text, n.key)::text, 'UTF8'))), 'hex')
  from (select s.key, pg_catalog.decode(s.secret, 'hex') as secret,
               pg_catalog.substring(pg_catalog.bit_send(
                   ('x' || s.secret)::bit(256) # ('x' || pg_catalog.repeat('36', 32))::bit(256)), 5)
                 || pg_catalog.decode(pg_catalog.repeat('36', 32), 'hex') as inner_pad,
               pg_catalog.substring(pg_catalog.bit_send(
                   ('x' || s.secret)::bit(256) # ('x' || pg_catalog.repeat('5c', 32))::bit(256)), 5)
                 || pg_catalog.decode(pg_catalog.repeat('5c', 32), 'hex') as outer_pad
          from (select p.key, pg_catalog.replace(
                         pg_catalog.gen_random_uuid()::text || pg_catalog.gen_random_uuid()::text, '-', '') as secret
                  from person as p
                 where p.pseudonym is null
                offset 0) as s) as n
    on conflict (kind, key) do update set kind = held.kind
returning held.pseudonym

-- name: ledger forget
-- Who a pseudonym stands for is known to nobody from here on.
delete from troth.ledger_key where kind = %(kind)s and key = %(key)s

-- name: ledger seal alone
-- One sealer at a time in a database.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('troth ledger seal', 0))

-- name: ledger last checkpoint
select size, root, edge, note, key from troth.ledger_checkpoint order by size desc limit 1

-- name: ledger checkpoint of size
select root from troth.ledger_checkpoint where size = %(size)s

-- name: ledger take
-- The next committed entries that wait for their place, oldest first, with the hashes of their leaves.
with taken as (
  delete from troth.ledger_waiting as w
   where w.id in (select id from troth.ledger_waiting order by id limit %(batch)s)
  returning w.id
)
select e.id, pg_catalog.sha256('\x00'::bytea || pg_catalog.convert_to(e.entry, 'UTF8'))
  from taken as t join troth.ledger_entry as e on e.id = t.id
 order by e.id

-- name: ledger place
copy troth.ledger_leaf (place, entry, hash, block) from stdin (format binary)

-- name: ledger add checkpoint
insert into troth.ledger_checkpoint (size, root, edge, note, key)
values (%(size)s, %(root)s, %(edge)s, %(note)s, %(key)s)

-- name: ledger leaves
-- The hashes of the leaves from one place up to another.
select hash from troth.ledger_leaf where place >= %(low)s and place < %(high)s order by place

-- name: ledger blocks
-- The roots over the whole blocks of leaves that end in these places.
select block from troth.ledger_leaf where place = any (%(ends)s::bigint[]) order by place

-- name: ledger place of
-- Where an entry is in the tree, and what its leaf is.
select l.place, l.hash, e.entry from troth.ledger_leaf as l join troth.ledger_entry as e on e.id = l.entry
 where l.place = %(place)s

-- name: ledger export checkpoints
select size, note, key from troth.ledger_checkpoint order by size

-- name: ledger export entries
-- Entries in the order of their places, with the hashes that were sealed.
select e.entry, pg_catalog.encode(l.hash, 'hex')
  from troth.ledger_leaf as l join troth.ledger_entry as e on e.id = l.entry
 where l.place < %(size)s
 order by l.place
