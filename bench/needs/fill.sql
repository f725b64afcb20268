-- Members numbered from :first to :last.
insert into member (member_id, full_name, email, phone, note, born)
select i, 'Name ' || i, 'c' || i || '@example.org', '+49 30 ' || i, 'likes the club', '1990-01-01' from bench_people() as i;
