-- name: proof disclosures
-- The disclosures to a recipient; those whose people are not all recorded, and those of other kinds of data than it receives.
with entered as (
  select (e.entry::jsonb -> 'detail' ->> 'disclosure')::bigint as id, e.entry::jsonb -> 'detail' ->> 'digest' as digest
    from troth.ledger_entry as e where e.entry like '%%"what":"disclosure"}'
)
select count(*) as all,
       count(*) filter (where d.people <> (select count(*) from troth.disclosed_person as p where p.disclosure = d.id)) as unrecorded,
       count(*) filter (where d.policy_version = %(version)s and not d.categories <@ %(categories)s::jsonb) as wider,
       count(*) filter (where d.policy_version = %(version)s
                          and (d.released_at < %(from)s::timestamptz or d.released_at >= %(until)s::timestamptz)) as outside,
       count(*) filter (where not exists (select from entered as e where e.id = d.id and e.digest = d.digest)) as unentered
  from troth.disclosure as d
 where d.recipient = %(recipient)s

-- name: proof released
-- What one disclosure left behind: itself, and the kinds of data of each person in it.
select d.people, d.digest, pg_catalog.jsonb_agg(p.categories) as categories, count(p.*) as recorded
  from troth.disclosure as d left join troth.disclosed_person as p on p.disclosure = d.id
 where d.id = %(id)s
 group by d.people, d.digest

-- name: proof told earlier
-- As if everybody had been told of a transfer long ago.
update troth.transfer_word set at = troth.clock() - interval '100 years' where recipient = %(recipient)s and word = 'told'

-- name: proof words of a transfer
-- Whatever was said about a transfer is unsaid, for a trial that is taken back.
delete from troth.transfer_word where recipient = %(recipient)s

-- name: proof frozen
-- How many periods are frozen, and which roles of this deployment could change one.
select (select count(*) from troth.aggregate_release where recipient = %(recipient)s) as periods,
       (select pg_catalog.array_agg(r.rolname::text order by 1) from pg_catalog.pg_roles as r
         where r.rolname = any (%(roles)s::text[])
           and (pg_catalog.has_table_privilege(r.oid, 'troth.aggregate_release', 'update')
                or pg_catalog.has_table_privilege(r.oid, 'troth.aggregate_release', 'delete'))) as writers

-- name: proof orders
-- Released requests under law of which the person was not told though nothing forbids it, after a week.
select count(*) filter (where r.released) as released,
       count(*) filter (where r.released and not r.told and r.since < troth.clock() - interval '7 days'
                          and (r.silent is null or r.silent < troth.today())) as untold
  from (select q.id, pg_catalog.bool_or(s.step = 'released') as released, pg_catalog.bool_or(s.step = 'told') as told,
               max(s.at) filter (where s.step = 'released') as since, max(s.until) filter (where s.step = 'delayed') as silent
          from troth.legal_request as q left join troth.legal_step as s on s.request = q.id
         where q.recipient = %(recipient)s
         group by q.id) as r

-- name: proof openings of others
-- As if somebody else had opened every case of a purpose.
update troth.opening set reader = reader || ' and no one else' where purpose = %(purpose)s

-- name: proof openings away
delete from troth.opening where purpose = %(purpose)s
