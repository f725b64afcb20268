-- What holds for each member: two thirds consent to the newsletter, 1 in 99 ended or objected to each purpose.
insert into troth.consent_member (subject, purpose, given_at)
select member_id, 'newsletter', now() - interval '100 days' from member where member_id % 3 <> 0;
insert into troth.hidden_member (subject, scope, cause, reference)
select member_id, scope, 'ended', 0
from member, unnest(array['account', 'fulfilment', 'newsletter', 'fraud_prevention']) scope where member_id % 99 = 2;
