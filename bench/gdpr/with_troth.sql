-- name: tables
-- How data is handled is said once for each purpose (handling), or in the record itself. The later word holds: each of them
-- carries the moment it was said.
create sequence moment;
create table person (usr text primary key, registered_at timestamptz not null default now());
create table handling (
  pur text primary key,
  obj text, obj_at bigint not null default 0, dec text, dec_at bigint not null default 0,
  acl text, acl_at bigint not null default 0, shr text, shr_at bigint not null default 0,
  src text, src_at bigint not null default 0, cat text, cat_at bigint not null default 0
);
-- What is asked of every row stands first: PostgreSQL reads a row from its beginning.
create table record (
  expires_at timestamptz not null, at bigint not null default nextval('moment'),
  key text primary key, pur text not null, ttl text not null, usr text not null, obj text not null, dec text not null,
  acl text not null, shr text not null, src text not null, cat text not null, data text not null
);

-- name: indexes
create index on record (pur, key);
create index on record (usr, key);
create index on record (obj);
