-- name: tables
create table record (
  expires_at timestamptz not null, key text primary key, pur text not null, ttl text not null, usr text not null,
  obj text not null, dec text not null, acl text not null, shr text not null, src text not null, cat text not null,
  data text not null
);
create table hidden (scope text not null, usr text not null, primary key (scope, usr));
create table log (
  id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(),
  who text not null default session_user, what text not null, usr text
);

-- name: indexes
create index on record (pur, key);
create index on record (usr, key);
create index on record (obj);
