-- A shop that keeps what was sold, without who bought it.
create table customer (customer_id bigint primary key, full_name text, last_seen_at timestamptz not null);
create table sale (
  sale_id bigint primary key, customer_id bigint references customer, what text, amount numeric(10, 2), sold_at timestamptz not null
);
create index on sale (customer_id);
