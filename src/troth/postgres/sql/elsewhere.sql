-- name: notice given
-- To which recipients data of some people was given, of these categories and for these purposes: the recipient, the
-- person, the categories and the disclosures. What a recipient was told to erase already is left out.
select g.recipient, g.key, array_agg(distinct c.name order by c.name) as categories,
       array_agg(distinct g.id order by g.id) as disclosures
  from (select d.id, d.recipient, p.key, p.categories
          from troth.disclosed_person as p join troth.disclosure as d on d.id = p.disclosure
         where p.kind = %(kind)s and p.key in {people}
           and (%(purposes)s::text[] is null or d.purpose = any (%(purposes)s))) as g
 cross join lateral pg_catalog.jsonb_array_elements_text(g.categories) as c (name)
 where (%(categories)s::text[] is null or c.name = any (%(categories)s))
   and not exists (select from troth.notice as n join troth.ledger_key as k on k.pseudonym = n.pseudonym
                    where n.recipient = g.recipient and n.what = 'erase' and n.state <> 'impossible'
                      and k.kind = %(kind)s and k.key = g.key and n.categories ? c.name
                      and n.disclosures @> pg_catalog.to_jsonb(g.id))
 group by 1, 2 order by 1, 2

-- name: notice owe
-- Every one of these recipients is to be told.
insert into troth.notice (recipient, what, kind, key, pseudonym, categories, request, state, due_at, next_at, disclosures)
select o.recipient, %(what)s, %(kind)s, o.key, k.pseudonym, pg_catalog.to_jsonb(o.categories), %(request)s::bigint, 'waiting',
       troth.clock() + %(within)s::interval, troth.clock(), pg_catalog.to_jsonb(o.disclosures)
  from ({given}) as o left join troth.ledger_key as k on k.kind = %(kind)s and k.key = o.key

-- name: task owe
-- Something is to be done in another system.
insert into troth.task (system, what, kind, key, pseudonym, categories, request, state, due_at, next_at, about, assigned)
values (%(system)s, %(what)s, %(kind)s, %(key)s, %(pseudonym)s, %(categories)s, %(request)s::bigint, 'waiting',
        troth.clock() + %(within)s::interval, case when %(webhook)s then troth.clock() end, %(about)s, %(assigned)s)

-- name: task owe file
-- A file is to be removed in another system, before the cell that says where it is.
insert into troth.task (system, what, kind, key, pseudonym, categories, request, state, due_at, next_at, about, assigned,
                        table_name, row_key, column_name, file)
values (%(system)s, 'erase', %(kind)s, %(key)s, %(pseudonym)s, %(categories)s, %(request)s::bigint, 'waiting',
        troth.clock() + %(within)s::interval, case when %(webhook)s then troth.clock() end, %(about)s, %(assigned)s,
        %(table)s, %(row)s, %(column)s, %(file)s)

-- name: outside gone on
-- The day by which what is erased now is gone from a place that forgets after a time.
select (troth.today() + %(after)s::interval)::date

-- name: owed notices
-- Notices with how far they are; what is due first, first.
select 'notice' as sort, n.id, n.recipient as to, n.what, n.state, n.categories, n.kind, n.key, n.pseudonym, null as about, n.disclosures,
       null as assigned, n.request, n.since, n.due_at, n.state <> all (%(finished)s) and n.due_at < troth.clock() as overdue,
       n.message, n.attempts, n.next_at, n.answered, n.evidence, n.done_by, n.done_at
  from troth.notice as n
 where (%(id)s::bigint is null or n.id = %(id)s) and (%(request)s::bigint is null or n.request = %(request)s)
   and (%(everything)s or n.state <> all (%(finished)s))
 order by n.due_at, n.id

-- name: owed tasks
-- Tasks with how far they are.
select 'task' as sort, t.id, t.system as to, t.what, t.state, t.categories, t.kind, t.key, t.pseudonym, t.about, null as disclosures,
       t.assigned, t.request, t.since, t.due_at, t.state <> all (%(finished)s) and t.due_at < troth.clock() as overdue,
       t.message, t.attempts, t.next_at, t.answered, t.evidence, t.done_by, t.done_at
  from troth.task as t
 where (%(id)s::bigint is null or t.id = %(id)s) and (%(request)s::bigint is null or t.request = %(request)s)
   and (%(everything)s or t.state <> all (%(finished)s))
 order by t.due_at, t.id

-- name: owed lock
-- The next one to be sent by webhook, that nobody else is sending; or one by its number.
select {sort}.id from {table} as {sort}
 where {sort}.state <> all (%(finished)s)
   and case when %(id)s::bigint is not null then {sort}.id = %(id)s
            else {sort}.state = 'waiting' and {sort}.{to} || ' ' || {sort}.what = any (%(names)s)
                 and coalesce({sort}.next_at, {sort}.since) <= troth.clock() end
 order by {sort}.next_at nulls first, {sort}.id
 limit 1 for update skip locked

-- name: owed finish
-- Nothing is owed any more: whom it was about is known by pseudonym alone from here on.
update {table} set state = %(state)s, key = null, {forget}next_at = null, evidence = coalesce(%(evidence)s, evidence),
       answered = coalesce(%(answered)s, answered), attempts = attempts + %(attempts)s, done_by = %(actor)s,
       done_at = troth.clock()
 where id = %(id)s

-- name: owed sent
-- It was told by people, and nobody has confirmed it yet.
update {table} set state = 'sent', next_at = null, evidence = %(evidence)s where id = %(id)s

-- name: owed later
-- An attempt has failed: another one is made later, or people have to do it.
update {table} set state = %(state)s, attempts = attempts + 1, answered = %(answered)s,
       next_at = case when %(state)s = 'waiting' then troth.clock() + pg_catalog.make_interval(secs => %(seconds)s) end
 where id = %(id)s

-- name: owed again
-- What has failed is tried again, at once.
update {table} set state = 'waiting', next_at = troth.clock()
 where state in ('failed', 'waiting') and {to} || ' ' || what = any (%(names)s)

-- name: owed overdue
-- How many are overdue, and how many no webhook could deliver.
select (select count(*) from troth.notice where state <> all (%(finished)s) and due_at < troth.clock()) as notices,
       (select count(*) from troth.task where state <> all (%(finished)s) and due_at < troth.clock()) as tasks,
       (select count(*) from troth.notice where state = 'failed') + (select count(*) from troth.task where state = 'failed')
         as failed
