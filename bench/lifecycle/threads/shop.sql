-- A board of invented people, whose messages answer each other.
create table customer (
  customer_id bigint primary key, full_name text, last_seen_at timestamptz not null
);
create table message (
  message_id bigint primary key, customer_id bigint not null references customer, answers bigint references message,
  body text, written_at timestamptz not null
);
create index on message (customer_id);
create index on message (answers);
