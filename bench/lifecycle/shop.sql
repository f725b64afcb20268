-- A shop of invented people. How many rows each of them has is set by whoever fills it (fill.sql).
create table customer (
  customer_id bigint primary key, full_name text, email text not null unique, phone text,
  created_at timestamptz not null default now(), last_seen_at timestamptz not null default now(), closed_at timestamptz
);
create table address (
  address_id bigint primary key, customer_id bigint not null references customer, street text, city text
);
create table card (
  card_id bigint primary key, customer_id bigint not null references customer, token text
);
create table orders (
  order_id bigint primary key, customer_id bigint not null references customer, total numeric(10, 2), ship_to text,
  placed_at timestamptz not null
);
create table item (
  item_id bigint primary key, order_id bigint not null references orders, what text, amount numeric(10, 2)
);
create table ticket (
  ticket_id bigint primary key, customer_id bigint not null references customer, body text,
  opened_at timestamptz not null default now(), closed_at timestamptz
);
create table login (
  login_id bigint primary key, customer_id bigint not null references customer, ip inet, browser text,
  at timestamptz not null
);
create table message (
  message_id bigint primary key, ticket_id bigint not null references ticket, body text
);
create table review (
  review_id bigint primary key, customer_id bigint not null references customer, body text,
  at timestamptz not null default now()
);
create table wish (
  wish_id bigint primary key, customer_id bigint not null references customer, what text
);
create table voucher (
  voucher_id bigint primary key, customer_id bigint not null references customer, code text
);
create table device (
  device_id bigint primary key, customer_id bigint not null references customer, name text
);
create index on address (customer_id);
create index on card (customer_id);
create index on orders (customer_id);
create index on item (order_id);
create index on ticket (customer_id);
create index on login (customer_id);
create index on message (ticket_id);
create index on review (customer_id);
create index on wish (customer_id);
create index on voucher (customer_id);
create index on device (customer_id);
