-- name: request now
-- The moment and the day, by the clock of the policy.
select troth.clock(), troth.today()

-- name: request clock
-- The server's own time, by which what was written meanwhile is known.
select pg_catalog.clock_timestamp()

-- name: notice belongs
-- What a word has owed to others belongs to the request for which it was said.
update troth.notice set request = %(request)s
 where request is null and pseudonym = %(pseudonym)s and what = %(what)s and since >= %(since)s

-- name: request alone
-- One request is opened at a time, so that two of the same are found to be one.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('troth request', 0))

-- name: request due
-- The day on which the time for an answer ends: never later than the law's, and counted at once with what it was
-- extended by. Months end where the calendar has no such day.
select least(d.day + (%(within)s::interval + %(more)s::interval), d.day + (%(law)s::interval + %(more)s::interval))::date
  from (select pg_catalog.timezone(%(zone)s, %(received)s::timestamptz)::date) as d (day)

-- name: request gone by
-- The day by which a place that forgets after a time has forgotten what was erased on a day.
select (%(on)s::date + %(after)s::interval)::date

-- name: request heard
-- The key of a person as the database has it, if there is such a person or ever was one.
select pg_catalog.jsonb_build_array({of_p}) from {people} as p
 where exists (select from {person} as x where ({of_x}) = ({of_p}))
    or exists (select from {history} as h where ({of_h}) = ({of_p}))

-- name: request key
-- The key of a person as the database would have it.
select pg_catalog.jsonb_build_array({of_p}) from {people} as p

-- name: request pseudonym
-- The pseudonym of a person, if they have one.
select pseudonym from troth.ledger_key where kind = %(kind)s and key = %(key)s

-- name: request lapse
-- What proves how a request was answered goes when nobody can ask for it any more.
with over as (
  delete from troth.request where state = 'closed' and closed_at + %(period)s::interval < troth.clock() returning id
), steps as (
  delete from troth.request_step as s using over as o where s.request = o.id
), notices as (
  delete from troth.notice where done_at + %(period)s::interval < troth.clock()
), tasks as (
  delete from troth.task where done_at + %(period)s::interval < troth.clock()
)
select count(*) from over

-- name: request tried
-- The request that was opened with this retry key before.
select id, asks, pseudonym, contact, scope from troth.request where retry_key = %(retry_key)s

-- name: request alike
-- An open request that asks for the same, for the same person or sender.
select id from troth.request
 where state = any (%(open)s) and asks = %(asks)s and scope = %(scope)s
   and (pseudonym = %(pseudonym)s or pseudonym is null and contact = %(contact)s)
 order by id limit 1

-- name: request open
insert into troth.request (asks, state, kind, key, pseudonym, contact, scope, channel, received_at, due_on, level, how,
                           evidence, retry_key)
values (%(asks)s, %(state)s, %(kind)s, %(key)s, %(pseudonym)s, %(contact)s, %(scope)s, %(channel)s, %(received)s, %(due)s,
        %(level)s, %(how)s, %(evidence)s, %(retry_key)s)
returning id

-- name: request lock
-- One move at a time of a request.
select id from troth.request where id = %(id)s for update

-- name: request change
update troth.request set {changes} where id = %(id)s

-- name: request step
insert into troth.request_step (request, verb, state, detail, actor)
values (%(request)s, %(verb)s, %(state)s, %(detail)s, %(actor)s)

-- name: request steps
select verb, state, detail, actor, login, at from troth.request_step where request = %(request)s order by id

-- name: request read
-- Requests as they are now: one by its number, a person's, or all of some states. Overdue ones first.
select r.id, r.asks, r.state, r.kind, r.key, r.pseudonym, r.scope, r.channel, r.received_at, r.due_on, r.extended_on,
       r.level, r.how, r.proof, r.carried_out_at, r.decision, r.ground, r.because, r.answer, r.evidence, r.closed_at,
       r.state = any (%(open)s) and r.due_on < troth.today() as overdue,
       ((select count(*) from troth.notice as n where n.request = r.id and n.state <> all (%(finished)s))
        + (select count(*) from troth.task as t where t.request = r.id and t.state <> all (%(finished)s))) as left
  from troth.request as r
 where (%(id)s::bigint is null or r.id = %(id)s)
   and (%(pseudonym)s::text is null or r.pseudonym = %(pseudonym)s)
   and (%(states)s::text[] is null or r.state = any (%(states)s))
 order by overdue desc, r.due_on, r.id

-- name: request proof
-- Further proof lies somewhere else: it has to be destroyed there, now that it has served.
insert into troth.task (system, what, kind, pseudonym, categories, request, state, due_at, about)
values ('proof of identity', 'erase', %(kind)s, %(pseudonym)s, '[]', %(request)s, 'waiting',
        troth.clock() + interval '7 days', %(about)s)

-- name: request overdue
-- How many requests are not answered in time, and the earliest day among them.
select count(*) as count, min(due_on) as first, array_agg(id order by due_on, id) as numbers
  from troth.request where state = any (%(open)s) and due_on < troth.today()
