-- name: tables
create table record (
  key text primary key, pur text not null, ttl text not null, usr text not null, obj text not null, dec text not null,
  acl text not null, shr text not null, src text not null, cat text not null, data text not null,
  expires_at timestamptz not null
);
create table log (
  id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(),
  who text not null, what text not null, which text not null, rows int not null
);

-- name: indexes
create index on record (pur, key);
create index on record (usr, key);
create index on record (obj);
create index on record (dec);
create index on record (acl);
create index on record (shr);
create index on record (src);
create index on record (cat);
create index on record (ttl);
create index on record (expires_at);
