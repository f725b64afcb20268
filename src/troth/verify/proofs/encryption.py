"""What travels to the database is encrypted: the server refuses a connection over a network that is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "encryption"
ARGUMENT = takes(one_of=("connections",))
PATIENCE = 3


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Where the server listens, whether it speaks TLS, how this connection goes, its rules, an attempt without TLS."""
    row = look.rows("proof connections")[0]
    if not row["listens"]:
        yield Unproved(
            says="the server listens on a local socket alone: there is no connection over a network to look at"
        )
        return
    says = "the server speaks TLS" if row["ssl"] else "the server does not speak TLS"
    yield Evidence(kept=row["ssl"], says=says, how="show ssl", count=1)
    if row["ssl"]:
        yield _this_one(row, local=bool(look.connection.info.host.startswith("/")))
    if row["rules_shown"]:
        yield _rules(look)
    yield _attempt(look, str(row["port"]))


def _this_one(row: dict[str, Any], *, local: bool) -> Evidence:
    """How the one who verifies is connected; what came before TLS 1.2 is known to be weak."""
    if local:
        says, kept = "this connection goes through the local socket, and over no network", True
    elif row["protocol"]:
        says = f"this connection is encrypted: {row['protocol']}, {row['cipher']}"
        kept = row["protocol"] in ("TLSv1.2", "TLSv1.3")
    else:
        says, kept = "this connection goes over the network in clear", False
    return Evidence(kept=kept, says=says, how="pg_stat_ssl, for this connection", count=1)


def _rules(look: Look) -> Evidence:
    rules = look.rows("proof connection rules")
    plain = [rule for rule in rules if rule["type"] in ("host", "hostnossl") and rule["method"] != "reject"]
    lines = ", ".join(str(rule["line"]) for rule in plain)
    says = (
        f"lines {lines} of pg_hba.conf let plain connections in"
        if plain
        else f"{len(rules)} rules, each of which asks for TLS"
    )
    return Evidence(kept=not plain, says=says, how="pg_hba_file_rules", count=len(rules))


def _attempt(look: Look, port: str) -> Evidence:
    """A connection without TLS to where this one goes. Refused before the password is asked for is what is promised."""
    info = look.connection.info
    host = info.host if info.host and not info.host.startswith("/") else "localhost"
    address = make_conninfo(
        "", host=host, port=port, dbname=info.dbname, user=info.user, sslmode="disable", gssencmode="disable",
        connect_timeout=PATIENCE, password="not the password",
    )  # fmt: skip
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError as problem:
        said = " ".join(str(problem).split())
    else:
        said = "it was let in"
    refused = "no pg_hba.conf entry" in said or "no encryption" in said or "SSL" in said.partition("FATAL")[2]
    says = (
        f"a plain connection to {host} was refused" if refused else f"a plain connection to {host} is answered: {said}"
    )
    return Evidence(kept=refused, says=says, how="a connection with sslmode=disable", count=1)
