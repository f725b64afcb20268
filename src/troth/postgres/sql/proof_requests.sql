-- name: proof requests
-- How requests of these sorts stand: how many there are, which are late, how many were answered, and in time.
select count(*) as all,
       coalesce(array_agg(id order by due_on) filter (where state = any (%(open)s) and due_on < troth.today()), '{}') as late,
       count(*) filter (where state <> all (%(open)s)) as answered,
       count(*) filter (where state <> all (%(open)s) and exists (
         select from troth.request_step as s
          where s.request = r.id and s.verb in ('answer', 'refuse', 'withdraw')
            and pg_catalog.timezone(%(zone)s, s.at)::date <= r.due_on)) as in_time
  from troth.request as r where asks = any (%(asks)s)

-- name: proof identity
-- Whether further proof of identity is kept after the decision that it served.
select count(*) as all, count(*) filter (where proof is not null and state <> all (%(open)s)) as kept,
       (select count(*) from troth.task where system = 'proof of identity' and state = 'waiting' and due_at < troth.clock())
         as overdue
  from troth.request where asks = any (%(asks)s)

-- name: proof refusals
-- How many requests were refused, in whole or in part, and how many of them on no ground of the law.
select count(*) as all, count(*) filter (where ground is null or ground <> all (%(grounds)s)) as without
  from troth.request where decision in ('refused', 'partly') and asks = any (%(asks)s)

-- name: proof tasks
-- How the tasks of a system stand.
select count(*) filter (where state = any (%(finished)s)) as done,
       count(*) filter (where state <> all (%(finished)s)) as open,
       count(*) filter (where state <> all (%(finished)s) and due_at < troth.clock()) as overdue,
       count(*) filter (where state = 'failed') as failed
  from troth.task where system = %(system)s

-- name: proof notices
-- How the notices to a recipient stand.
select count(*) filter (where state = any (%(finished)s)) as done,
       count(*) filter (where state <> all (%(finished)s)) as open,
       count(*) filter (where state <> all (%(finished)s) and due_at < troth.clock()) as overdue,
       count(*) filter (where state = 'failed') as failed
  from troth.notice where recipient = %(recipient)s

-- name: proof disclosed
-- A disclosure that is only played.
with made as (
  insert into troth.disclosure (recipient, because, actor, country, categories, people, rows, digest, policy_version)
  values (%(recipient)s, 'played', 'proof', 'XX', %(categories)s, 1, 1, '', 0) returning id
)
insert into troth.disclosed_person (disclosure, kind, key, categories) select id, %(kind)s, %(key)s, %(categories)s from made
returning disclosure
