-- name: explain unbound
-- Who is bound by no row security, whatever a policy says.
select r.rolname as name, r.rolsuper as superuser from pg_catalog.pg_roles r
 where r.rolsuper or r.rolbypassrls order by 1

-- name: explain person
-- Whether there is such a person.
select exists (select from {table} where {mine}) as found

-- name: explain consents
-- The purposes a person has consented to, with the days, in the policy's time zone.
select x.purpose, pg_catalog.timezone({zone}, x.given_at)::date as day from {consent} as x where {mine}

-- name: explain hidden
-- What hides a person, from what, and until when.
select x.scope, x.cause, pg_catalog.timezone({zone}, x.until)::date as until from {hidden} as x
 where {mine} and (x.until is null or x.until >= troth.clock()) order by 1, 2

-- name: explain history
-- What was last said about a person for each purpose.
select distinct on (x.purpose, x.word) x.purpose, x.word, pg_catalog.timezone({zone}, x.at)::date as day, x.id,
       x.detail ->> 'because' as because
  from {history} as x where {mine} order by x.purpose, x.word, x.id desc

-- name: explain restrictions
select x.ground, x.scope, pg_catalog.timezone({zone}, x.since)::date as since,
       pg_catalog.timezone({zone}, x.until)::date as until
  from {restriction} as x where {mine} and (x.until is null or x.until >= troth.clock()) order by x.id

-- name: explain holds
-- Holds that people have set for a person. A key is one value, or a list of values.
select x.because, x.ground, x.keeps, pg_catalog.timezone({zone}, x.until)::date as until
  from troth.hold as x
 where x.kind = {kind} and (x.until is null or x.until >= troth.clock())
   and case when jsonb_typeof(x.key) = 'array' then array(select pg_catalog.jsonb_array_elements_text(x.key))
            else array[x.key #>> '{{}}'] end = {key}
 order by x.id

-- name: explain rows
-- How many rows of a person one table holds, how many of them a window shows, and when the first and last of those go.
select {name} as name, count(*) as held, count(*) filter (where {shown}) as shown,
       count(*) filter (where {timely}) as timely, count(*) filter (where {met}) as met,
       nullif(min({ends}) filter (where {shown}), 'infinity')::date as earliest,
       nullif(max({ends}) filter (where {shown}), 'infinity')::date as latest
  from {table} where {mine}

-- name: explain held
-- How many rows of a person meet the condition of a hold.
select {name} as name, count(*) as count from {table} where {mine} and {met}

-- name: explain all holds
-- Every hold that people have set and that stands, overdue ones first.
select h.id, h.kind, h.table_name, h.key, h.keeps, h.ground, h.because, h.since, h.actor, h.review_on, h.until,
       coalesce(h.review_on < troth.today(), false) as overdue
  from troth.hold as h
 where h.until is null or h.until >= troth.clock()
 order by overdue desc, h.review_on nulls last, h.id

-- name: explain rows met
-- How many rows meet a condition now.
select count(*) from {looked} where {met}
