-- Members n with n % 3 = 1 are visible to every purpose, so that each way of asking returns the same rows:
-- no consent is given by n % 3 = 0, who also closed accounts and cancelled orders; 1 in 99 (n % 99 = 2) ended or objected.
create table member (
    member_id bigint generated always as identity primary key,
    full_name text,
    email text unique,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    closed_at timestamptz
);
create table orders (
    order_id bigint generated always as identity primary key,
    reference text not null,
    buyer_id bigint not null,
    seller_id bigint,
    ship_to text,
    total numeric,
    placed_at timestamptz not null default now(),
    cancelled_at timestamptz
);
create table order_line (
    line_id bigint generated always as identity primary key,
    order_id bigint not null,
    listing_id bigint,
    quantity int
);
create table fraud_signal (
    signal_id bigint generated always as identity primary key,
    member_id bigint not null,
    ip inet,
    at timestamptz not null
);

insert into member (full_name, email, created_at, last_seen_at, closed_at)
select 'Member Number ' || n, 'm' || n || '@example.org', now() - interval '5 years',
       now() - case when n % 33 = 6 then interval '4 years' else n % 500 * interval '1 day' end,
       case when n % 33 = 3 then now() - interval '10 days' end
from generate_series(1, current_setting('bench.people')::bigint) n;

-- A member's orders lie apart, as they do when people order again after months; buyer and seller are of one third.
insert into orders (reference, buyer_id, seller_id, ship_to, total, placed_at, cancelled_at)
select 'r' || (years * people + n), n, 3 * ((n * 7919 + years * 13) % (people / 3)) + 1 + (n - 1) % 3,
       n || ' Market Street, 12345 Springfield', n % 900 + 0.99,
       now() - interval '1000 days' * (1 - (years * people + n)::float8 / (people * per_member + 1)),
       case when n % 33 = 9 then now() - interval '60 days' end
from (select current_setting('bench.people')::bigint as people, current_setting('bench.orders')::bigint as per_member),
     generate_series(0, per_member - 1) years, generate_series(1, people) n
order by years, n;

insert into order_line (order_id, listing_id, quantity)
select order_id, order_id % 5000, 1 from orders order by order_id;

insert into fraud_signal (member_id, ip, at)
select n, '192.0.2.1', now() - case when n % 3 = 0 then interval '200 days' else n % 170 * interval '1 day' end
from generate_series(1, current_setting('bench.people')::bigint) n;

alter table orders add unique (reference);
alter table orders add foreign key (buyer_id) references member;
alter table orders add foreign key (seller_id) references member;
alter table order_line add foreign key (order_id) references orders;
alter table fraud_signal add foreign key (member_id) references member;
create index on orders (buyer_id);
create index on orders (seller_id);
create index on orders (placed_at);
create index on order_line (order_id);
create index on fraud_signal (member_id);
