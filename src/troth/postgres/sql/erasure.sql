-- name: erase end
-- What a request ends: consents with their confirmations, purposes, the objections to them that were still to be
-- answered, and the person's restrictions, unless (`claims`) they were asked for on account of a claim. Tells what has
-- changed.
with withdrawn as (
  delete from {consent} as c using {people} as p
   where ({of_c}) = ({of_p}) and c.purpose = any (%(ends)s::text[])
  returning c.purpose
), unconfirmed as (
  delete from {agreed} as a using {people} as p
   where ({of_a}) = ({of_p})
     and a.what = any (array(select 'confirmed/' || e.purpose from unnest(%(ends)s::text[]) as e (purpose)))
), lifted as (
  delete from {restriction} as r using {people} as p
   where ({of_r}) = ({of_p}) and (r.ground <> 'claims' or not %(claims)s)
  returning r.id
), shown as (
  delete from {hidden} as h using {people} as p
   where ({of_h}) = ({of_p})
     and (h.cause = 'objection' and h.scope = any (%(ends)s::text[])
          or h.cause = 'restriction' and h.reference in (select id from lifted))
), hidden as (
  insert into {hidden} ({columns}, scope, cause, reference, until)
  select {of_p}, s.scope, 'ended', 0, null from {people} as p cross join unnest(%(hides)s::text[]) as s (scope)
      on conflict do nothing
  returning scope
)
select (select pg_catalog.array_agg(purpose) from withdrawn),
       (select pg_catalog.array_agg(scope) from hidden),
       (select pg_catalog.array_agg(id) from lifted)

-- name: erase release
-- A claim does not keep the data of a child who should not have been here. What a law asks for still does.
delete from troth.hold as x using {people} as p
 where x.kind = %(kind)s and x.key = pg_catalog.jsonb_build_array({of_p}) and x.ground = 'claims'
returning x.id

-- name: erase lift rows
delete from {restricted} as x where x.kind = %(kind)s and x.reference = any (%(lifted)s::bigint[])

-- name: erase words
-- The erasure in the person's history, with what it ended.
insert into {history} ({columns}, word, purpose, detail, policy_version, actor)
select {of_p}, w.said ->> 'word', w.said ->> 'purpose', w.said -> 'detail', %(version)s, %(actor)s
  from {people} as p cross join pg_catalog.jsonb_array_elements(%(words)s::jsonb) with ordinality as w (said, place)
 order by w.place

-- name: erase hide parts
-- Where a cell must stay, the purposes that a request for a part would have ended no longer see its row.
insert into {hidden} ({columns}, scope, cause, reference, until)
select {of_p}, s.scope, 'ended', 0, null from {people} as p cross join unnest(%(scopes)s::text[]) as s (scope)
    on conflict do nothing
returning scope

-- name: erase settings
-- Conditions of this length are not worth compiling, and their plan is made once. What is one person's is found by index,
-- and done where it lies: however many rows are expected of them, no table that has an index is gone through. The search
-- path stays as it is: the company's triggers run here.
select pg_catalog.set_config(s.name, s.value, true)
  from (values ('jit', 'off'), ('plan_cache_mode', 'force_generic_plan'), ('enable_seqscan', 'off')) as s (name, value)

-- name: erase constraints
-- What the company checks at the commit is checked now, while the journal can still be told that nothing was done.
set constraints all immediate

-- name: erase written
-- When this is, in the policy's time zone, and (`entered`) the number of the entry that was just written.
select pg_catalog.to_char(pg_catalog.timezone(%(zone)s, pg_catalog.now()), 'YYYY-MM-DD HH24:MI'),
       case when %(entered)s
            then pg_catalog.currval(pg_catalog.pg_get_serial_sequence('troth.ledger_entry', 'id')) end
