-- name: tables
create table record (
  key text primary key, pur text not null, ttl text not null, usr text not null, obj text not null, dec text not null,
  acl text not null, shr text not null, src text not null, cat text not null, data text not null
);

-- name: indexes
create index on record (pur, key);
create index on record (usr, key);
