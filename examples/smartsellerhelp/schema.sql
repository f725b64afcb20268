-- Smartsellerhelp: plans by country, clients who sign up directly or through another service, contracts, invoices, mail.
-- The company's own schema; it knows nothing of Troth.

create table country (
  country_code text primary key check (length(country_code) = 2),
  name text not null
);

create table plan (
  plan_code text primary key,
  name text not null,
  price numeric(10, 2) not null check (price >= 0),
  period_months int not null default 1 check (period_months > 0),
  active_from date not null,
  active_to date
);

-- Where and how a plan can be had.
create table plan_country (
  plan_code text not null references plan,
  country_code text not null references country,
  route text not null check (route in ('direct', 'third_party')),
  primary key (plan_code, country_code, route)
);

-- What each plan asks for, by country and route: the seven fields it may ask for are kinds of data of the policy.
create table plan_field (
  plan text not null references plan,
  country text not null references country,
  route text not null check (route in ('direct', 'third_party')),
  field text not null,
  need text not null check (need in ('required', 'optional', 'never')),
  reason text not null,
  primary key (plan, country, route, field)
);

create table provider (
  provider_id int primary key,
  name text not null unique,
  sort text not null check (sort in ('payment', 'sign_up')),
  country_code text not null references country
);

create table client (
  client_id bigint generated always as identity primary key,
  plan_code text not null references plan,
  country_code text not null references country,
  route text not null check (route in ('direct', 'third_party')),
  username text not null unique,
  full_name text,
  email text not null unique,
  phone_number text,
  street_address text,
  gender text,
  birth_date date,
  password_hash text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  closed_at timestamptz
);

-- What clients add because they like to.
create table client_profile (
  client_id bigint primary key references client,
  nickname text,
  picture_ref text,
  made_at timestamptz not null default now()
);

-- A client who signed up through another service agreed there to what that service passes on.
create table external_identity (
  client_id bigint primary key references client,
  provider_id int not null references provider,
  external_id text not null,
  scope text not null,
  agreed_at timestamptz not null,
  unique (provider_id, external_id)
);

create table contract (
  contract_id bigint generated always as identity primary key,
  client_id bigint not null references client,
  plan_code text not null references plan,
  terms text not null,
  drawn_up_at timestamptz not null default now(),
  accepted_at timestamptz,
  ended_at timestamptz
);
create index on contract (client_id);

create table service_event (
  event_id bigint generated always as identity primary key,
  contract_id bigint references contract,  -- null once it is nobody's any more
  sort text not null check (sort in ('connected', 'unavailable', 'available', 'disconnected')),
  reason text,
  at timestamptz not null default now()
);
create index on service_event (contract_id);

create table service_message (
  message_id bigint generated always as identity primary key,
  event_id bigint not null references service_event,
  sent_to text not null,
  body text not null,
  sent_at timestamptz not null default now()
);
create index on service_message (event_id);

-- An invoice is a document: it keeps the name and address it was made out to.
create table invoice (
  invoice_id bigint generated always as identity primary key,
  contract_id bigint not null references contract,
  number text not null unique,
  billed_name text not null,
  billed_address text,
  billed_email text,
  country_code text not null references country,
  tax_law text not null references country,
  net numeric(10, 2) not null,
  tax numeric(10, 2) not null,
  issued_at timestamptz not null default now(),
  dispatched_at timestamptz
);
create index on invoice (contract_id);

create table invoice_line (
  invoice_id bigint not null references invoice,
  line int not null,
  what text not null,
  amount numeric(10, 2) not null,
  primary key (invoice_id, line)
);

-- Cards stay with the provider: here is only what it called the payment, and how that went.
create table payment_ref (
  payment_id bigint generated always as identity primary key,
  invoice_id bigint not null references invoice,
  provider_id int not null references provider,
  provider_ref text not null,
  outcome text not null check (outcome in ('paid', 'failed', 'returned')),
  at timestamptz not null default now()
);
create index on payment_ref (invoice_id);

create table account_credit (
  credit_id bigint generated always as identity primary key,
  client_id bigint not null references client,
  amount numeric(10, 2) not null check (amount > 0),
  why text not null,
  since timestamptz not null default now(),
  settled_at timestamptz
);
create index on account_credit (client_id);

create table session (
  session_id bigint generated always as identity primary key,
  client_id bigint not null references client,
  ip inet,
  browser text,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index on session (client_id);

create table remember_token (
  token_id bigint generated always as identity primary key,
  client_id bigint not null references client,
  token_hash text not null unique,
  device_label text,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index on remember_token (client_id);

create table client_setting (
  client_id bigint not null references client,
  name text not null,
  value text,
  primary key (client_id, name)
);

create table campaign (
  campaign_id int generated always as identity primary key,
  sort text not null check (sort in ('newsletter', 'offer', 'news')),
  subject text not null,
  made_on date not null default current_date
);

create table delivery (
  campaign_id int not null references campaign,
  client_id bigint not null references client,
  sent_to text,
  result text not null default 'sent',
  sent_at timestamptz not null default now(),
  primary key (campaign_id, client_id)
);
create index on delivery (client_id);

create table contact_case (
  case_id bigint generated always as identity primary key,
  client_id bigint not null references client,
  channel text not null check (channel in ('form', 'email')),
  subject text not null,
  body text not null,
  answer text,
  received_at timestamptz not null default now(),
  answered_at timestamptz
);
create index on contact_case (client_id);

create table claim (
  claim_id bigint generated always as identity primary key,
  case_id bigint not null references contact_case,
  contract_id bigint not null references contract,
  what text not null,
  ruling text,
  opened_at timestamptz not null default now(),
  resolved_at timestamptz
);
create index on claim (case_id);
create index on claim (contract_id);

create table fraud_signal (
  signal_id bigint generated always as identity primary key,
  client_id bigint not null references client,
  sort text not null,
  ip inet,
  seen_at timestamptz not null default now(),
  reviewed_at timestamptz
);
create index on fraud_signal (client_id);

-- Counts of visits that say nothing of anybody: no key leads from here to a client.
create table visit_region (
  day date not null,
  time_zone text not null,
  language text not null,
  area_code text not null default '',
  zip_code text not null default '',
  visits int not null check (visits > 0),
  primary key (day, time_zone, language, area_code, zip_code)
);
