-- What other shapes of a window's conditions need: bits for each person, an index for each scope, a bit in each row.
create table troth.bits_member as
  select m.member_id as subject,
         coalesce(bit_or(case h.scope when 'account' then 1 when 'newsletter' then 4 else 0 end), 0) as hidden,
         coalesce(bit_or(case c.purpose when 'newsletter' then 4 else 0 end), 0) as consented
    from public.member m left join troth.hidden_member h on h.subject = m.member_id
    left join troth.consent_member c on c.subject = m.member_id
   group by 1 having count(h) + count(c) > 0;
alter table troth.bits_member add primary key (subject);
create index on troth.bits_member (subject) where hidden <> 0;
create index hidden_account on troth.hidden_member (subject) where scope = 'account';
create index hidden_newsletter on troth.hidden_member (subject) where scope = 'newsletter';
grant select on troth.bits_member to public;

alter table public.member add column standing int not null default 0;
alter table public.orders add column standing int not null default 0;
update public.member m set standing = standing | 1
 where closed_at is not null or last_seen_at < now() - interval '3 years'
    or exists (select from troth.hidden_member h where h.subject = m.member_id and h.scope = 'account');
update public.member m set standing = standing | 4
 where not exists (select from troth.consent_member c where c.subject = m.member_id)
    or exists (select from troth.hidden_member h where h.subject = m.member_id and h.scope = 'newsletter');
update public.orders o set standing = m.standing from public.member m where m.member_id = o.buyer_id;
