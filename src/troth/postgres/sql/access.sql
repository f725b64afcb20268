-- name: access settings
-- How values are written: times in the policy's zone, in forms that every reader knows. For this transaction. Plans are
-- made once and kept: working out until when rows are kept is long to plan, and short to do. And they are made for all rows
-- of a person, not for the first few of a cursor.
select pg_catalog.set_config(s.name, s.value, true)
  from (values ('search_path', ''), ('jit', 'off'), ('datestyle', 'ISO'), ('intervalstyle', 'iso_8601'),
               ('bytea_output', 'hex'), ('plan_cache_mode', 'force_generic_plan'),
               ('cursor_tuple_fraction', '1'), ('timezone', %(zone)s)) as s(name, value)

-- name: access person
-- Whether there is such a person, their key as it is stored, and what holds for them and was said about them.
select exists (select from {people} as t where ({of_t}) = ({key})) as found,
       pg_catalog.jsonb_build_array({key}) as key,
       pg_catalog.now() as made_at,
       (select coalesce(json_agg(json_build_object('purpose', c.purpose, 'since', c.given_at) order by c.purpose), '[]')
          from {consent} as c where ({of_c}) = ({key})) as consents,
       (select coalesce(json_object_agg(c.purpose,
                 (pg_catalog.timezone({zone}, c.given_at) + e.length::interval)::date), '{{}}')
          from {consent} as c join (values {consent_ends}) as e(purpose, length) on e.purpose = c.purpose
         where ({of_c}) = ({key})) as consent_ends,
       (select coalesce(json_agg(distinct array[h.scope, h.cause]), '[]')
          from {hidden} as h
         where ({of_h}) = ({key}) and (h.until is null or h.until >= troth.clock())) as hidden,
       (select coalesce(json_agg(json_build_object('ground', r.ground, 'reach', r.scope, 'since', r.since, 'until', r.until)
                          order by r.id), '[]')
          from {restriction} as r
         where ({of_r}) = ({key}) and (r.until is null or r.until >= troth.clock())) as restrictions,
       (select coalesce(json_agg(json_build_object('keeps', h.keeps, 'ground', h.ground, 'because', h.because,
                          'since', h.since, 'review_on', h.review_on, 'until', h.until) order by h.id), '[]')
          from troth.hold as h
         where (h.until is null or h.until >= troth.clock())
           and (h.kind = {kind} and h.key = pg_catalog.jsonb_build_array({key})
                or h.id in (select (w.detail ->> 'hold')::bigint from {history} as w
                             where ({of_w}) = ({key}) and w.word = 'hold'))) as holds,
       (select coalesce(json_agg(json_build_object('word', w.word, 'purpose', w.purpose, 'detail', w.detail,
                          'policy_version', w.policy_version, 'at', w.at) order by w.id), '[]')
          from {history} as w where ({of_w}) = ({key})) as history,
       (select coalesce(json_agg(json_build_object('table', a.table_name, 'row', a.row, 'column', a.column_name,
                          'says', a.says, 'at', a.at) order by a.id), '[]')
          from troth.annotation as a
         where a.kind = {kind} and a.key = pg_catalog.jsonb_build_array({key})) as remarks,
       (select coalesce(json_agg(json_build_object('what', a.what, 'version', a.version, 'since', a.at, 'until', a.until)
                          order by a.what), '[]')
          from {agreed} as a
         where ({of_a}) = ({key}) and (a.until is null or a.until >= troth.clock())) as agreements,
       (select coalesce(json_agg(json_build_object('id', r.id, 'asks', r.asks, 'state', r.state,
                          'received', r.received_at) order by r.id), '[]')
          from troth.request as r join troth.ledger_key as k on k.pseudonym = r.pseudonym
         where k.kind = {kind} and k.key = pg_catalog.jsonb_build_array({key})) as requests,
       (select coalesce(json_agg(json_build_object('recipient', d.recipient, 'purpose', d.purpose,
                          'categories', p.categories, 'at', d.released_at) order by d.id), '[]')
          from troth.disclosed_person as p join troth.disclosure as d on d.id = p.disclosure
         where p.kind = {kind} and p.key = pg_catalog.jsonb_build_array({key})
           and (d.not_told_before is null or d.not_told_before < troth.today())) as disclosures

-- name: access annotate
-- What a person says beside a cell of an issued document.
insert into troth.annotation (kind, key, table_name, row, column_name, says, beside_nothing, because, actor)
values (%(kind)s, %(key)s, %(table)s, %(row)s, %(column)s, %(says)s, %(beside_nothing)s, %(because)s, %(actor)s)
