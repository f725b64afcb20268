"""A batch of rows that hang on each other reads these rows, and not the whole of its table or its lists again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Server
from integration.retention.schemas import LONG_AGO, Company, company
from troth.postgres.numbered import Numbered
from troth.postgres.statements import statement
from troth.retention.lists import listed, survey_of

TABLES = """
create table member (member_id int primary key, name text, seen_on date not null);
create table message (message_id int primary key, writer_id int references member, answers int references message,
  body text, placed_on date not null);
create index on message (writer_id);
create index on message (answers);
"""
MAP = """
tables:
  member: {subject: member, columns: {name: name, seen_on: plain}}
  message: {owners: {writer: {member: writer_id}}, columns: {answers: order, body: order, placed_on: plain}}
events: {seen: member.seen_on, placed: message.placed_on}
"""
FILLED = f"""
insert into member select n, 'Ana', '{LONG_AGO}' from generate_series(1, 300) as n;
insert into message select n, (n + 9) / 10, case when n % 10 <> 1 then n - 1 end, 'hello', '{LONG_AGO}'
  from generate_series(1, 3000) as n;
analyze;
"""
"""Ten messages each, of which each answers the one before."""
READ = """
select relname, seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_all_tables
 where relid = 'message'::regclass or schemaname like 'pg_temp%'
"""
ROWS = 40


@pytest.fixture(scope="module")
def board(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(server, tmp_path_factory.mktemp("board"), TABLES, MAP) as made:
        made.do(FILLED)
        yield made


def test_a_batch_reads_its_own_rows(board: Company) -> None:
    connection, every = board.connection, survey_of(board.connection, board.troth.compiled())
    (group,) = (group for group in every.groups if not every.is_simple(group))
    with listed(connection, every.around(group)) as lists:
        survey = lists.survey
        queries = [*survey.begin(group, group[0]), survey.carry_out_batch(group)]
        with connection.transaction():
            connection.execute(statement("retention settings"), {"patience": "5s"})
            before = dict(board.do(READ))
            for query in queries:
                Numbered.of(query).run(connection, {"after": 0, "to": ROWS}, prepare=True)
            read = {name: count - before.get(name, 0) for name, count in board.do(READ)}
        assert board.do("select count(*) from message") == [(3_000 - ROWS,)]
        assert read["message"] > 0
        assert {name: count for name, count in read.items() if count > 5 * ROWS} == {}
        assert board.do("""select pg_relation_size('pg_temp."troth group batch"')""") == [(0,)]
