-- Mindlinksoft: software services sold by subscription, support, newsletters, contests, applications, bought-in data, paper.
-- The company's own schema; it knows nothing of Troth.

create table product (
  product_id int primary key,
  name text not null unique,
  term_months int not null check (term_months > 0),
  price numeric(10, 2) not null check (price >= 0)
);

create table department (department_id int primary key, name text not null unique);

create table cabinet (
  cabinet_id int primary key,
  place text not null,
  department_id int not null references department
);

-- Where data comes from that nobody gave us themselves: public registers, and firms that sold it.
create table data_source (
  source_id int primary key,
  name text not null unique,
  sort text not null check (sort in ('public', 'seller')),
  licence text not null,
  valid_to date
);

create table import_batch (
  batch_id int generated always as identity primary key,
  source_id int not null references data_source,
  received_on date not null,
  row_count int not null check (row_count >= 0),
  digest text not null unique
);

-- Purchases and renewals -------------------------------------------------------------------------------------------

create table customer (
  customer_id bigint generated always as identity primary key,
  full_name text not null,
  email text not null unique,
  organisation text,
  street_address text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  closed_at timestamptz
);

-- Somebody else at the customer's, named for one reason.
create table contact_person (
  contact_id bigint generated always as identity primary key,
  full_name text not null,
  postal_address text,
  email text,
  reason text not null check (reason in ('billing', 'technical')),
  given_at timestamptz not null default now(),
  reason_ended_at timestamptz
);

create table contact_of (
  contact_id bigint not null references contact_person,
  customer_id bigint not null references customer,
  for_what text not null default 'billing',
  primary key (contact_id, customer_id)
);
create index on contact_of (customer_id);

create table purchase (
  purchase_id bigint generated always as identity primary key,
  customer_id bigint not null references customer,
  product_id int not null references product,
  amount numeric(10, 2) not null,
  at timestamptz not null default now()
);
create index on purchase (customer_id);

create table subscription (
  subscription_id bigint generated always as identity primary key,
  purchase_id bigint not null references purchase,
  licence_key text not null unique,
  begins_on date not null,
  expires_on date not null,
  reminded_at timestamptz,
  ended_at timestamptz,
  check (expires_on > begins_on)
);
create index on subscription (purchase_id);

create table invoice (
  invoice_id bigint generated always as identity primary key,
  purchase_id bigint not null references purchase,
  number text not null unique,
  billed_to text not null,
  billing_address text,
  amount numeric(10, 2) not null,
  issued_at timestamptz not null default now()
);
create index on invoice (purchase_id);

-- Support and communications ---------------------------------------------------------------------------------------

create table support_case (
  case_id bigint generated always as identity primary key,
  customer_id bigint not null references customer,
  what text not null,
  outcome text,
  opened_at timestamptz not null default now(),
  closed_at timestamptz
);
create index on support_case (customer_id);

create table communication (
  communication_id bigint generated always as identity primary key,
  case_id bigint not null references support_case,
  channel text not null check (channel in ('email', 'phone', 'chat', 'form')),
  note text not null,
  agent text not null,
  at timestamptz not null default now()
);
create index on communication (case_id);

create table feedback (
  feedback_id bigint generated always as identity primary key,
  customer_id bigint references customer,
  body text not null,
  at timestamptz not null default now()
);
create index on feedback (customer_id);

-- Newsletter, blog, alerts -----------------------------------------------------------------------------------------

create table subscriber (
  subscriber_id bigint generated always as identity primary key,
  full_name text,
  email text not null unique,
  organisation text,
  job_title text,
  phone_number text,
  city text,
  country text,
  occasion text not null default 'newsletter form',
  signed_up_at timestamptz not null default now(),
  confirmed_at timestamptz,
  left_at timestamptz
);

create table mailing (
  mailing_id int generated always as identity primary key,
  sort text not null check (sort in ('newsletter', 'blog', 'additional')),
  subject text not null,
  made_on date not null default current_date
);

create table delivery (
  mailing_id int not null references mailing,
  subscriber_id bigint not null references subscriber,
  link_token text not null unique,
  result text not null default 'sent',
  sent_at timestamptz not null default now(),
  primary key (mailing_id, subscriber_id)
);
create index on delivery (subscriber_id);

-- Contests, surveys, applications ----------------------------------------------------------------------------------

create table activity (
  activity_id int primary key,
  sort text not null check (sort in ('contest', 'survey')),
  title text not null,
  fields text not null,
  opens_on date not null,
  ends_on date not null
);

create table participant (
  participant_id bigint generated always as identity primary key,
  activity_id int not null references activity,
  full_name text,
  email text not null,
  answers text,
  entered_at timestamptz not null default now(),
  activity_ended_at timestamptz
);

create table prize (
  prize_id bigint generated always as identity primary key,
  participant_id bigint not null references participant,
  what text not null,
  awarded_at timestamptz not null default now()
);
create index on prize (participant_id);

create table job_posting (
  posting_id int primary key,
  title text not null,
  opens_on date not null,
  closes_on date not null
);

create table applicant (
  applicant_id bigint generated always as identity primary key,
  posting_id int not null references job_posting,
  full_name text not null,
  email text not null,
  phone_number text,
  applied_at timestamptz not null default now(),
  decided_at timestamptz,
  outcome text check (outcome in ('hired', 'rejected', 'withdrawn'))
);

create table application_document (
  document_id bigint generated always as identity primary key,
  applicant_id bigint not null references applicant,
  sort text not null check (sort in ('cv', 'letter', 'certificate')),
  file_ref text not null
);
create index on application_document (applicant_id);

create table application_review (
  review_id bigint generated always as identity primary key,
  applicant_id bigint not null references applicant,
  reviewer text not null,
  note text not null,
  at timestamptz not null default now()
);
create index on application_review (applicant_id);

-- Bought-in data, and people named by others -----------------------------------------------------------------------

create table prospect (
  prospect_id bigint generated always as identity primary key,
  batch_id int not null references import_batch,
  full_name text,
  email text not null unique,
  organisation text,
  obtained_on date not null,
  notified_at timestamptz,
  dropped_at timestamptz
);

create table supplement (
  supplement_id bigint generated always as identity primary key,
  batch_id int not null references import_batch,
  customer_id bigint not null references customer,
  field text not null,
  value text not null,
  obtained_on date not null,
  accepted_at timestamptz
);
create index on supplement (customer_id);

-- Somebody whom a customer named for one reason alone.
create table third_person (
  third_person_id bigint generated always as identity primary key,
  full_name text,
  email text not null,
  reason text not null check (reason in ('referral', 'contest_invite')),
  given_by text not null,
  given_at timestamptz not null default now(),
  reason_ended_at timestamptz
);

-- Paper ------------------------------------------------------------------------------------------------------------

create table paper_file (
  paper_file_id bigint generated always as identity primary key,
  customer_id bigint not null references customer,
  cabinet_id int not null references cabinet,
  sort text not null check (sort in ('contract', 'invoice', 'letter')),
  label text not null,
  filed_at timestamptz not null default now(),
  shredded_at timestamptz
);
create index on paper_file (customer_id);

create table checkout (
  checkout_id bigint generated always as identity primary key,
  paper_file_id bigint not null references paper_file,
  staff text not null,
  why text not null,
  out_at timestamptz not null default now(),
  due_at timestamptz not null,
  in_at timestamptz
);
create index on checkout (paper_file_id);

-- Law --------------------------------------------------------------------------------------------------------------

create table legal_request (
  request_id bigint generated always as identity primary key,
  customer_id bigint not null references customer,
  requester text not null,
  class text not null check (class in ('government', 'law_enforcement', 'private_party')),
  compelled boolean not null,
  what text not null,
  received_at timestamptz not null default now(),
  verified_at timestamptz,
  closed_at timestamptz
);
create index on legal_request (customer_id);

-- Web and mobile ---------------------------------------------------------------------------------------------------

create table visitor (
  visitor_id bigint generated always as identity primary key,
  pseudonym text not null unique,
  first_seen_at timestamptz not null default now()
);

create table web_event (
  event_id bigint generated always as identity primary key,
  visitor_id bigint not null references visitor,
  sort text not null check (sort in ('page', 'link', 'purchase')),
  what text not null,
  at timestamptz not null default now()
);
create index on web_event (visitor_id);

create table device (
  device_id bigint generated always as identity primary key,
  visitor_id bigint not null references visitor,
  ip inet,
  city text,
  browser text,
  mobile_id text,
  authentication_id text,
  hardware text,
  seen_at timestamptz not null default now()
);
create index on device (visitor_id);

create table position (
  position_id bigint generated always as identity primary key,
  visitor_id bigint not null references visitor,
  spot point not null,
  at timestamptz not null default now()
);
create index on position (visitor_id);

create table target_profile (
  visitor_id bigint not null references visitor,
  topic text not null,
  built_at timestamptz not null default now(),
  primary key (visitor_id, topic)
);
