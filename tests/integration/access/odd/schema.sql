create table employee (
  employee_id uuid primary key,
  name text not null
);
create table person (
  person_id uuid primary key,
  name text,
  email varchar(60) unique,
  born date,
  balance numeric,
  score float8,
  photo bytea,
  details jsonb,
  tags text[],
  visits interval,
  agreed boolean,
  seen_at timestamptz not null default now(),
  referred_by uuid references person,
  cared_for_by uuid references employee
);
create index on person (lower(email));
create index on person (referred_by);
create table friendship (
  a uuid not null references person,
  b uuid not null references person,
  since timestamptz not null default now(),
  note text,
  secret_of_a text,
  secret_of_b text,
  primary key (a, b)
);
create index on friendship (b);
create table attachment (
  id int primary key,
  owner_type text not null,
  owner_id uuid not null,
  label text,
  made_at timestamptz not null default now()
);
create index on attachment (owner_id);
create table case_file (
  shelf text not null,
  number int not null,
  person_id uuid references person,
  made_at timestamptz not null default now(),
  primary key (shelf, number)
);
create index on case_file (person_id);
create table case_note (
  id int primary key,
  shelf text not null,
  number int not null,
  words text,
  foreign key (shelf, number) references case_file
);
create index on case_note (shelf, number);
create table subscriber (
  subscriber_id int generated always as identity primary key,
  email text,
  phone text,
  made_at timestamptz not null default now()
);
