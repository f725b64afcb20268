"""The front door: one company's policy on one database. No rules of its own; every verb is a room of the house."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Self, overload
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import TupleRow

from troth.adopt.orphans import count_orphans
from troth.checks import check_declared
from troth.client.person import Person, Tools
from troth.client.restored import Restored
from troth.client.retention import Retention
from troth.client.sharing import Sharing
from troth.collecting import CollectionNotice, collection_notice
from troth.collecting.listed import read_listed
from troth.compiler.build import Compiled
from troth.elsewhere.desk import Elsewhere
from troth.elsewhere.secrets import Secrets
from troth.errors import Refused
from troth.explain import ColumnExplanation, PersonExplanation, explain_column, explain_person
from troth.explain.holds import Holds, holds
from troth.explain.picture import draw
from troth.explain.record import Record, record_of
from troth.findings import Finding
from troth.journal.behind import Closing, verify_journal
from troth.journal.journal import find_journal
from troth.mapped.resolve import UNMAPPED
from troth.postgres.connection import connect
from troth.postgres.kept_connections import KeptConnections
from troth.postgres.logins import BlockConnection, Logins
from troth.requests.requests import Requests
from troth.retention.forecast import Forecast, forecast
from troth.rollout.apply import apply
from troth.rollout.deployment import compile_anew, compile_for, plan_for
from troth.rollout.known import Known
from troth.rollout.opened import Opened
from troth.rollout.plan import Plan
from troth.rollout.pseudonyms import Renewal, plan_renewal, renew_secret
from troth.rollout.versions import unsaid_change
from troth.session.sessions import Purposes, Sessions
from troth.session.ticket import one_person
from troth.session.tickets import Tickets
from troth.standing.decision import Decisions
from troth.standing.desk import Desk
from troth.standing.words import Key, Outcome
from troth.subjects import Matches, find
from troth.verify.attestations import attest, shown_evidence
from troth.verify.breaches.breach import Breaches
from troth.verify.canary import read_canary
from troth.verify.drift import record_verification, verify
from troth.verify.report import Report
from troth.verify.ways_in import found_again


class Troth(Sharing, Retention):
    """A policy folder and a database.

    `database` is the URL of a login that owns the company's tables, which plan and apply need; purposes and standing
    use its host and name, with logins of their own. Without it, an embedded PostgreSQL under `.troth/` beside the
    folder. `secret` is what the passwords of those logins are worked out from; without it: TROTH_SECRET, else the file
    TROTH_SECRET_FILE, else `.troth/secret`. An empty secret: the operator sets the passwords.

    `journal` is where what people ask for is written before it is done: a file or the URL of a second database; without
    it TROTH_JOURNAL, else `.troth/journal`; an empty one: none. While the database is older than its journal, purposes
    are refused (TR744), unless `open_before_replay`.
    """

    def __init__(
        self,
        folder: Path | str,
        database: str | None = None,
        prefix: str | None = None,
        secret: str | None = None,
        *,
        journal: str | None = None,
        open_before_replay: bool = False,
    ) -> None:
        self.opened = Opened(Path(folder), database, prefix=prefix, secret=secret)
        self.files = self.opened.files
        self.prefix = prefix
        self._logins = Logins(self.opened.address)
        self._kept = KeptConnections(lambda: self.opened.database)
        self._known = Known(self.files.declared, prefix)
        self.journal = find_journal(journal, self.opened.home / ".troth")
        declared, names = self.files.declared, self.opened.names
        self.restored = Restored(
            at_work=self.at_work,
            declared=declared,
            names=names,
            url=lambda: self.opened.database,
            compiled=self.known,
            journal=self.journal,
            open_before_replay=open_before_replay,
        )
        self.closing = Closing(
            journal=self.journal,
            address=partial(self.opened.address, names.desk),
            shut=self.restored.close,
            open_before_replay=open_before_replay,
        )
        self._tickets = Tickets(self._logins, declared.policy, names)
        self._sessions = Sessions(self._logins, declared, names, closed=self.closing.check)
        self._desk = Desk(self._logins, declared, names, compiled=self.known, journal=self.journal)
        self.requests = Requests(self._desk, self._logins, names, secret=lambda: self.opened.secret)
        """What people ask for, and how far it is."""
        secrets = partial(Secrets.of, self.opened.home / ".troth")
        self.elsewhere = Elsewhere(declared, self._logins, names, secrets=secrets)
        """What is owed to others because of what was done here: notices to recipients, tasks in other systems."""
        self.breaches = Breaches(declared, self.at_work)
        """Logins that were in wrong hands, and who lay within their reach."""

    @property
    def database(self) -> str:
        """The URL of the database for its owner. Starts the embedded PostgreSQL if that is meant."""
        return self.opened.database

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection[TupleRow]]:
        """A connection of the tables' owner, each statement its own transaction: for what no window may do."""
        with connect(self.database, autocommit=True) as connection:
            yield connection

    def require_replayed(self, connection: psycopg.Connection[TupleRow]) -> None:
        """Raises Refused (TR744) while the database is older than its journal, and shuts every window until then."""
        self.restored.require_replayed(connection)

    @contextmanager
    def at_work(self) -> Iterator[tuple[psycopg.Connection[TupleRow], Compiled]]:
        """As owner(), with a connection that is kept open for the next work, and the policy compiled for it.

        Compiled anew only if the company's tables have changed: for what is done for one person at a time.
        """
        with self._kept.connection() as connection:
            yield connection, self._known.on(connection)

    def close(self) -> None:
        """Close all connections, and leave the embedded PostgreSQL to others or to itself."""
        self._logins.close()
        self._kept.close()
        if self.journal is not None:
            self.journal.close()
        self.opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the policy on the database ----------------------------------------------------------------------------------

    def check(self) -> tuple[Finding, ...]:
        """All findings about the two files. Needs no database."""
        return check_declared(self.files.declared)

    def picture(self) -> str:
        """How personal data flows by the two files, drawn as an SVG. Needs no database."""
        return draw(self.files.declared)

    def compiled(self) -> Compiled:
        """The policy compiled for the database as it is now. Raises Refused."""
        with self.owner() as connection:
            return compile_for(connection, self.files.declared, self.prefix)[0]

    def known(self) -> Compiled:
        """As compiled(), but what was compiled before is kept while the company's tables stay as they are."""
        with self.at_work() as (_, compiled):
            return compiled

    def plan(self) -> Plan:
        """What would change, in objects and for people. Changes nothing. Raises Refused.

        A policy that was changed under the same version is a finding of the plan (TR514).
        """
        with self.owner() as connection:
            plan = plan_for(connection, self.files.declared, self.prefix)
            unsaid = unsaid_change(connection, self.files.declared.policy)
            return replace(plan, findings=(*plan.findings, unsaid)) if unsaid else plan

    def apply(self, plan: Plan, *, draft: bool = False) -> None:
        """Do what a plan says, in one transaction. Raises Stale or Unavailable; then nothing has changed.

        Refused (TR744) while the database is older than its journal, and (TR514) for a policy that was changed under
        the same version, unless it is a `draft`, of which nobody was told yet.
        """
        files, secret = self.files, self.opened.secret
        with self.owner() as connection:
            self.restored.require_replayed(connection)
            unsaid = unsaid_change(connection, files.declared.policy)
            if unsaid and not draft:
                raise Refused(unsaid)
            apply(connection, plan, policy_file=files.policy_text, tables_file=files.tables_text, secret=secret)

    def verify(self) -> Report:
        """Every way in which the live database is not as the policy promises. Raises Refused.

        A table or column that nobody has mapped is a finding beside the others; so is a trigger or a view that has come
        since, and would stop a plan.
        """
        with self.owner() as connection:
            compiled, found = compile_anew(connection, self.files.declared, self.prefix, despite=found_again())
            canary = read_canary(self.files.folder)
            with suppress(Refused):
                self.require_replayed(connection)
            report = verify(connection, compiled, declared=self.files.declared, canary=canary)
            record_verification(connection, report)
            unmapped = (finding for finding in found if finding.code == UNMAPPED)
            orphans, journal = count_orphans(connection, compiled.mapped), verify_journal(connection, self.journal)
            return replace(report, findings=(*unmapped, *report.findings, *orphans, *journal))

    def attest(
        self, promise: str, *, role: str, evidence: str, until: date | None = None, actor: str | None = None
    ) -> date:
        """Somebody in a role confirms a promise that no check can see; the day until which that counts.

        `evidence` is the name of a file, or words. Raises Refused (TR541 to TR544).
        """
        shown, who = shown_evidence(evidence), actor or getpass.getuser()
        with self._logins.transaction(self.opened.names.desk) as connection:
            policy = self.files.declared.policy
            return attest(connection, policy, promise, role=role, evidence=shown, until=until, actor=who)

    @overload
    def explain(self, what: str) -> ColumnExplanation: ...

    @overload
    def explain(self, what: str, key: Key) -> PersonExplanation: ...

    def explain(self, what: str, key: Key | None = None) -> ColumnExplanation | PersonExplanation:
        """Who can see a column (`member.email`) or a person (`member`, 42), for what, why, and until when.

        Raises Refused (TR590 to TR592) for a column or a person that is not there.
        """
        with self.owner() as connection:
            compiled, _ = compile_for(connection, self.files.declared, self.prefix)
            if key is None:
                return explain_column(connection, compiled, what)
            return explain_person(connection, compiled, what, key)

    def notice(self, form: str, **case: str) -> CollectionNotice:
        """What people are told at a form (Art. 13 GDPR), where values such as `plan="professional"` hold.

        The database is asked only for what the company's own list of fields decides. Raises Refused (TR666, TR667).
        """
        declared = self.files.declared
        listed = None
        if form in declared.policy.forms and declared.policy.forms[form].asks_list:
            with self.owner() as connection:
                listed = read_listed(connection, declared, form, case)
        return collection_notice(declared, form, case, listed)

    def forecast(self, *, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Forecast:
        """What will expire when, if nothing happens until then. Changes nothing. Raises Refused."""
        with self.at_work() as (connection, compiled):
            return forecast(connection, compiled, progress=progress)

    # -- working for a purpose ---------------------------------------------------------------------------------------

    def purpose(self, name: str, *, actor: str | None = None) -> AbstractContextManager[BlockConnection]:
        """A psycopg connection in one transaction that sees what this purpose may see. Raises NotForThisPurpose."""
        return self._sessions.purpose(name, actor=actor)

    def purposes(self, *names: str, actor: str | None = None) -> AbstractContextManager[Purposes]:
        """As purpose(), for several in one transaction: `db.switch(name)` goes over to another of them.

        Weaker: the login may become any window, so a statement that an attacker smuggles in can switch as well.
        """
        return self._sessions.purposes(*names, actor=actor)

    def ticket(self, kind: str, key: Key, window: str, *, minutes: int = 10) -> str:
        """A ticket with which a reader of a recipient's window is this person. Raises Refused (TR794).

        Whoever has it is that person there until it ends: give it to who has logged in as them, and to no one else.
        """
        return self._tickets.mint(kind, key, window, minutes=minutes)

    def void_tickets(self) -> None:
        """Make every ticket that was given out worthless."""
        self._tickets.void()

    def plan_renewal(self, window: str) -> Renewal:
        """What renew_pseudonyms() would change. Changes nothing. Raises Refused (TR515) if the window shows none."""
        with self.at_work() as (connection, compiled):
            return plan_renewal(connection, compiled, window)

    def renew_pseudonyms(self, window: str, *, actor: str | None = None) -> Renewal:
        """Another secret for the window of a purpose, or of `recipient NAME`: what was copied of it joins nothing more.

        Raises Refused (TR515) if it shows no pseudonyms.
        """
        with self.at_work() as (connection, compiled):
            return renew_secret(connection, compiled, window, actor=actor or getpass.getuser())

    @contextmanager
    def viewing(
        self, window: str, ticket: str | None = None, *, actor: str | None = None, **who: Key
    ) -> Iterator[BlockConnection]:
        """As purpose(), in the window of a recipient that people read themselves: `viewing("my_data", member=42)`.

        With a `ticket` that another process made, or for the person named. Raises Refused (TR794), NotForThisPurpose.
        """
        shown = ticket if ticket is not None else self.ticket(*one_person(who, window), window)
        with self._sessions.viewing(window, shown, actor=actor) as connection:
            yield connection

    # -- standing ----------------------------------------------------------------------------------------------------

    def subject(self, kind: str, key: Key) -> Person:
        """One person, by the primary key of their row (a tuple if it has several columns). Raises Refused (TR703)."""
        carrying_out = self.requests.carrying_out
        tools = Tools(at_work=self.at_work, carrying_out=carrying_out, journal=self.journal)
        return Person(self._desk, kind, key, tools=tools)

    def decisions(self, *, today: date | None = None) -> Decisions:
        """Answers in the program whether a purpose may see a kind of data of somebody whose standing is at hand."""
        zone = ZoneInfo(self.files.declared.policy.time_zone)
        return Decisions(self.files.declared.policy, today or datetime.now(zone).date())

    def consent_many(
        self,
        kind: str,
        keys: Sequence[Key],
        purpose: str,
        *,
        evidence: Mapping[str, object] | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Many people consent to a purpose, with the same evidence, in one transaction. Raises Refused."""
        return self._desk.consent(kind, keys, purpose, evidence=evidence, actor=actor)

    def release(self, hold: int, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """End a hold by its number, whoever it is about. Raises Refused (TR713)."""
        return self._desk.release(hold, because=because, actor=actor)

    def holds(self) -> Holds:
        """Every hold that stands, by people and by the policy, with those that somebody has to look at again."""
        with self.at_work() as (connection, compiled):
            return holds(connection, compiled)

    def record(self) -> Record:
        """The record of processing activities (Art. 30 GDPR), from the two files. Needs no database."""
        return record_of(self.files.declared)

    def find(self, value: str, *, what: str | None = None, exact: bool = False, actor: str | None = None) -> Matches:
        """The people whose data holds a value, with their keys and nothing else of them.

        `what` is a category (`contact.email`, `contact.*`) or a column; an e-mail address needs none. `exact`: letter
        for letter, not in another spelling. Raises Refused (TR754).
        """
        with self.at_work() as (connection, compiled):
            return find(connection, compiled, what, value, exact=exact, actor=actor)
