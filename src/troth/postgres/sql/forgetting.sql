-- name: forget restricted rows
-- Single rows are no longer restricted in the name of people who are gone.
delete from {restricted} as x
 where x.kind = %(kind)s
   and x.reference in (select r.id from {restriction} as r join {people} as p on ({of_r}) = ({of_p}))

-- name: forget people
-- Troth's own rows about people who are gone: what proves something stays under their pseudonym, all else goes.
with person as materialized (
  select {of_p}, pg_catalog.jsonb_build_array({of_p}) as key from {people} as p
), secret as (
  delete from troth.ledger_key as k using person as p where k.kind = %(kind)s and k.key = p.key
  returning k.key, k.secret, k.pseudonym
), gone as (
  insert into troth.erased_person (pseudonym, kind, secret, until)
  select s.pseudonym, %(kind)s, s.secret, troth.clock() + %(period)s::interval from secret as s
      on conflict do nothing
), said as (
  insert into troth.evidence (pseudonym, word, purpose, detail, policy_version, said_at)
  select s.pseudonym, w.word, w.purpose,
         (select coalesce(pg_catalog.jsonb_object_agg(d.key, d.value), '{{}}')
            from pg_catalog.jsonb_each(w.detail) as d where d.key = any (%(proves)s::text[]))
           || case when w.detail ? 'evidence' and pg_catalog.jsonb_typeof(w.detail -> 'evidence') = 'object'
                   then pg_catalog.jsonb_build_object('evidence',
                          (select coalesce(pg_catalog.jsonb_object_agg(d.key, d.value), '{{}}')
                             from pg_catalog.jsonb_each(w.detail -> 'evidence') as d
                            where d.key = any (%(shown)s::text[])))
                   else '{{}}' end,
         w.policy_version, w.at
    from person as p join secret as s on s.key = p.key join {history} as w on ({of_w}) = ({of_p})
   order by w.id
), consents as (
  delete from {consent} as c using person as p where ({of_c}) = ({of_p})
), agreements as (
  delete from {agreed} as a using person as p where ({of_a}) = ({of_p})
), hidden as (
  delete from {hidden} as h using person as p where ({of_h}) = ({of_p})
), restrictions as (
  delete from {restriction} as r using person as p where ({of_r}) = ({of_p})
), words as (
  delete from {history} as w using person as p where ({of_w}) = ({of_p})
), holds as (
  delete from troth.hold as x using person as p where x.kind = %(kind)s and x.key = p.key
), annotations as (
  delete from troth.annotation as x using person as p where x.kind = %(kind)s and x.key = p.key
), same as (
  delete from troth.same_person as x using person as p
   where x.kind = %(kind)s and x.key = p.key or x.other_kind = %(kind)s and x.other_key = p.key
), approvals as (
  delete from troth.approval as x using person as p where x.kind = %(kind)s and x.key = p.key
), disclosed as (
  update troth.disclosed_person as x set key = pg_catalog.jsonb_build_array(s.pseudonym)
    from person as p join secret as s on s.key = p.key
   where x.kind = %(kind)s and x.key = p.key
)
select count(*) from person

-- name: forget evidence
-- What was kept to prove something, and may be asked for no more. The secret of a pseudonym goes with it.
with over as (
  delete from troth.erased_person where until < troth.clock() returning pseudonym
), words as (
  delete from troth.evidence as e using over as o where e.pseudonym = o.pseudonym
), disclosed as (
  delete from troth.disclosed_person as d using over as o where d.key = pg_catalog.jsonb_build_array(o.pseudonym)
)
select count(*) from over
