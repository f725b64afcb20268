create table member (
  member_id bigint generated always as identity primary key,
  full_name text not null,
  email text unique,
  phone text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  closed_at timestamptz
);
create table listing_category (
  id int primary key,
  name text
);
create table orders (
  order_id bigint generated always as identity primary key,
  buyer_id bigint references member,
  seller_id bigint references member,
  ship_to text,
  total numeric,
  placed_at timestamptz not null default now(),
  cancelled_at timestamptz
);
create index on orders(buyer_id);
create index on orders(seller_id);
create table order_line (
  line_id bigserial primary key,
  order_id bigint not null references orders,
  listing_id bigint,
  quantity int
);
create index on order_line(order_id);
create table shipment (
  shipment_id bigint primary key,
  order_id bigint not null references orders,
  delivered_at timestamptz,
  tracking text
);
create index on shipment(order_id);
create table dispute (
  dispute_id bigint primary key,
  order_id bigint not null references orders,
  closed_at date,
  reason text
);
create index on dispute(order_id);
create table fraud_signal (
  id bigint primary key,
  member_id bigint references member,
  ip inet,
  at timestamptz not null
);
create index on fraud_signal(member_id);
create table message (
  id bigint primary key,
  sender_id bigint references member,
  order_id bigint references orders,
  body text
);
create index on message(sender_id);
create table advert_view (
  id bigint primary key,
  member_id bigint references member,
  advert int,
  shown_on date,
  ip inet
);
