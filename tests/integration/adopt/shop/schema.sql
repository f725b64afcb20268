-- A shop as it was before Troth: a plain application schema with some of the oddities that shops have.
create table member (
  member_id    bigint generated always as identity primary key,
  full_name    text not null,
  email        text unique,
  phone        text,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  closed_at    timestamptz
);
create table listing_category (id int primary key, name text);
create table orders (
  order_id     bigint generated always as identity primary key,
  buyer_id     bigint references member,
  seller_id    bigint references member,
  ship_to      text,
  total        numeric(12, 2),
  placed_at    timestamptz not null default now(),
  cancelled_at timestamptz
);
create index on orders (buyer_id);
create index on orders (seller_id);
create table order_line (
  line_id    bigserial primary key,
  order_id   bigint not null references orders,
  listing_id bigint,
  quantity   int
);
create index on order_line (order_id);
create table review (review_id bigint primary key, author bigint, body text, written_at timestamptz not null);
create index on review (author);
create table fraud_signal (id bigint primary key, member_id bigint references member, ip inet, at timestamptz not null);
create index on fraud_signal (member_id);
-- What nobody has mapped yet.
create table "Support Case" ("Case No" int primary key, member_id bigint references member, note text);

insert into listing_category values (1, 'Lamps');
insert into member (full_name, email, phone) values
  ('Ana Ferreira', 'ana@shop.example', '+351 21 000 001'), ('Bo Lindqvist', 'bo@shop.example', null),
  ('Cleo Marchand', 'cleo@shop.example', '+33 1 00 00 00 01');
insert into orders (buyer_id, seller_id, ship_to, total) values (1, 2, 'Rua Nova 1, Lisboa', 12.50), (3, 2, 'Rue 2, Lyon', 40);
insert into order_line (order_id, listing_id, quantity) values (1, 7, 1), (2, 9, 3);
insert into review values (1, 1, 'Arrived quickly', now()), (2, 99, 'Whoever wrote this is gone', now());
insert into fraud_signal values (1, 1, '192.0.2.7', now());
