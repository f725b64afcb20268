-- A club: members, about whose rows there are rules, and guests, whose rows are alike but for the rules.
create table member (
  member_id bigint primary key, full_name text, email text, phone text, note text, born date,
  plan text not null default 'basic', level text not null default 'new', created_at timestamptz not null default now()
);
create table paper (
  paper_id bigint primary key, member_id bigint not null references member, sort text not null, expires date
);
create table guest (
  guest_id bigint primary key, full_name text, email text, phone text, note text, born date,
  plan text not null default 'basic', level text not null default 'new', created_at timestamptz not null default now()
);
create index on member (created_at);
create index on paper (member_id);
