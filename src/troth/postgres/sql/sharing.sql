-- name: sharing today
-- The day in the policy's time zone, and the version of the policy that was applied last.
select troth.today(), (select version from troth.deployment order by id desc limit 1)

-- name: sharing applied
-- Whether a policy was ever applied here.
select pg_catalog.to_regclass('troth.disclosure') is not null

-- name: sharing rows of people
-- The keys of the rows of a table that are of some people, over one of its owners.
select distinct {key} from {tables} where {joins}

-- name: sharing people of rows
-- Who the owners of some rows are: the row's key, and the key of the person as a JSON array.
select {key}, pg_catalog.jsonb_build_array({person}) from {tables} where {joins}

-- name: sharing through the window
-- Rows as the window of a recipient shows them.
select {columns} from {view} as v order by {order}

-- name: sharing these through the window
-- Some rows as the window of a recipient shows them: those it hides are left out.
select {columns} from {view} as v join {keys} on {same} order by {order}

-- name: sharing people there
-- Those of some people that the database has, each with the key as PostgreSQL writes it.
select pg_catalog.jsonb_build_array({person}) from {tables} where {joins}

-- name: sharing lock
-- Nobody says a word about these people while their data leaves: as the desk locks them.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('troth standing ' || %(kind)s), s.lock)
  from (select distinct (pg_catalog.hashtextextended(p.key::text, 0) & 1023)::int as lock
          from unnest(%(keys)s::jsonb[]) as p (key) order by 1) as s

-- name: sharing next disclosure
select pg_catalog.nextval(pg_catalog.pg_get_serial_sequence('troth.disclosure', 'id')), troth.clock()

-- name: sharing record
-- One release: to whom, for what, why, by whom, and how much of whom.
insert into troth.disclosure (id, recipient, purpose, ground, because, actor, second, country, safeguard, categories,
                              people, rows, digest, policy_version, not_told_before, released_at)
overriding system value
values (%(id)s, %(recipient)s, %(purpose)s, %(ground)s, %(because)s, %(actor)s, %(second)s, %(country)s, %(safeguard)s,
        %(categories)s, %(people)s, %(rows)s, %(digest)s, %(policy_version)s,
        %(not_told_before)s::date, %(released_at)s)

-- name: sharing record people
-- Whose data was in a release, and of what kinds.
insert into troth.disclosed_person (disclosure, kind, key, categories)
select %(id)s, p.kind, p.key, p.categories
  from unnest(%(kinds)s::text[], %(keys)s::jsonb[], %(categories)s::jsonb[]) as p (kind, key, categories)

-- name: sharing approved
-- Those of some people for whom a role has approved a release to a recipient, by themselves or for everyone.
select p.kind, p.key from unnest(%(kinds)s::text[], %(keys)s::jsonb[]) as p (kind, key)
 where exists (select from troth.approval as a
                where a.recipient = %(recipient)s and a.role = %(role)s and (a.until is null or a.until >= %(today)s::date)
                  and (a.kind is null or (a.kind = p.kind and a.key = p.key)))

-- name: sharing approved everyone
select 1 from troth.approval
 where recipient = %(recipient)s and role = %(role)s and kind is null and (until is null or until >= %(today)s::date)

-- name: sharing approve
-- A role approves that a recipient gets the data of some people.
insert into troth.approval (recipient, role, kind, key, because, actor, until)
select %(recipient)s, %(role)s, p.kind, p.key, %(because)s, %(actor)s, %(until)s::date
  from unnest(%(kinds)s::text[], %(keys)s::jsonb[]) as p (kind, key)

-- name: sharing approve everyone
insert into troth.approval (recipient, role, because, actor, until)
values (%(recipient)s, %(role)s, %(because)s, %(actor)s, %(until)s::date)

-- name: sharing record exception
insert into troth.exception (promise, recipient, need, kind, reference, because, actor, second, disclosure, people)
values (%(promise)s, %(recipient)s, %(need)s, %(kind)s, %(reference)s, %(because)s, %(actor)s, %(second)s,
        %(disclosure)s, %(people)s)

-- name: order receive
insert into troth.legal_request (recipient, authority, official, reference, ground, statute, jurisdiction, asks, document, actor)
values (%(recipient)s, %(authority)s, %(official)s, %(reference)s, %(ground)s, %(statute)s, %(jurisdiction)s, %(asks)s,
        %(document)s, %(actor)s)
returning id

-- name: order lock
-- One step at a time with each request.
select id from troth.legal_request where id = %(id)s for update

-- name: order requests
-- The requests: all, or one; with the steps that were taken, the oldest first.
select r.id, r.recipient, r.authority, r.official, r.reference, r.ground, r.statute, r.jurisdiction, r.asks, r.document,
       r.actor, r.at,
       coalesce((select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('step', s.step, 'says', s.says, 'scope', s.scope,
                          'disclosure', s.disclosure, 'until', s.until, 'actor', s.actor, 'at', s.at) order by s.id)
                   from troth.legal_step as s where s.request = r.id), '[]')
  from troth.legal_request as r
 where %(id)s::bigint is null or r.id = %(id)s
 order by r.id

-- name: order step
insert into troth.legal_step (request, step, says, scope, disclosure, until, actor)
values (%(request)s, %(step)s, %(says)s, %(scope)s, %(disclosure)s, %(until)s::date, %(actor)s)

-- name: transfer say
-- A word to or by each of some people about a transfer.
insert into troth.transfer_word (recipient, kind, key, word, says, actor)
select %(recipient)s, p.kind, p.key, %(word)s, %(says)s, %(actor)s
  from unnest(%(kinds)s::text[], %(keys)s::jsonb[]) as p (kind, key)

-- name: transfer told
-- Those of some people who were told of a transfer long enough ago.
select distinct p.kind, p.key from unnest(%(kinds)s::text[], %(keys)s::jsonb[]) as p (kind, key)
  join troth.transfer_word as t on t.recipient = %(recipient)s and t.kind = p.kind and t.key = p.key
 where t.word = 'told' and t.at + %(wait)s::interval <= troth.clock()

-- name: transfer objecting
-- Those of some people whose last word of their own about a transfer is that they object.
select o.kind, o.key
  from (select distinct on (t.kind, t.key) t.kind, t.key, t.word
          from troth.transfer_word as t
          join unnest(%(kinds)s::text[], %(keys)s::jsonb[]) as p (kind, key) on t.kind = p.kind and t.key = p.key
         where t.recipient = %(recipient)s and t.word in ('objects', 'agrees')
         order by t.kind, t.key, t.id desc) as o
 where o.word = 'objects'

-- name: transfer everybody
-- How many people of one kind there are.
select count(*) from {people}

-- name: counts frozen
select counts, frozen_at from troth.aggregate_release
 where recipient = %(recipient)s and aggregate = %(aggregate)s and period = %(period)s

-- name: counts alone
-- One release of the same counts at a time.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(
         pg_catalog.concat_ws('/', 'troth counts', %(recipient)s::text, %(aggregate)s::text, %(period)s::text), 0))

-- name: counts freeze
insert into troth.aggregate_release (recipient, aggregate, period, counts)
values (%(recipient)s, %(aggregate)s, %(period)s, %(counts)s)

-- name: counts of period
-- The counts of one period, as the recipient's view shows them now.
select {columns} from {view} as v where {within} order by {order}

-- name: counts over
-- Whether a period is over, by the clock.
select %(next)s::date <= troth.today()

-- name: opening write
-- A case is opened, for some hours.
insert into troth.opening (purpose, table_name, key, reader, because, actor, until)
values (%(purpose)s, %(table)s, %(key)s, %(reader)s, %(because)s, %(actor)s, troth.clock() + %(hours)s * interval '1 hour')
returning id
