"""What a purpose sees while a condition holds is found by the company's own index; what is unknown is not shown."""

from __future__ import annotations

from pathlib import Path

from databases import Server
from opening import HEAD, opened, write_files

SCHEMA = """
create table reader (reader_id int primary key, name text);
create table ticket (ticket_id int primary key, reader_id int not null references reader, state text, words text,
  opened_at timestamptz not null default now());
create index on ticket (state);
create index on ticket (reader_id);
insert into reader select n, 'R' from generate_series(1, 100) n;
insert into ticket (ticket_id, reader_id, state, words)
  select n, 1 + n % 100, case when n % 500 = 0 then 'open' when n % 2 = 0 then 'done' end, 'w'
  from generate_series(1, 5000) n;
analyze;
"""
POLICY = (
    HEAD
    + """subjects: {reader: {says: Readers}}
categories: {contact: Names, words: What they wrote}
purposes:
  support: {says: Help, basis: contract, uses: [words, contact], while: open, keep: 1 year after opened,
            on_erasure: end}
"""
)
TABLES = """
tables:
  reader: {subject: reader, columns: {name: contact}}
  ticket: {owners: {reader: {reader: reader_id}}, columns: {state: plain, words: words, opened_at: plain}}
events: {opened: ticket.opened_at}
conditions: {open: {table: ticket, where: "state = 'open'"}}
"""


def test_a_window_reads_by_the_index_of_its_condition(server: Server, tmp_path: Path) -> None:
    folder = write_files(tmp_path, POLICY, TABLES)
    with opened(server, folder, SCHEMA) as library, library.troth.purpose("support") as db:
        assert {state for (state,) in db.execute("select state from ticket").fetchall()} == {"open"}
        plan = "\n".join(line for (line,) in db.execute("explain select words from ticket").fetchall())
        assert "ticket_state_idx" in plan
        assert "Seq Scan on ticket" not in plan
