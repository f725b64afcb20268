"""The logins that work with personal data are safe ones: no powers, no memberships, passwords that are not stored."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look

KIND = "logins"
ARGUMENT = takes(one_of=("safe",))

WEAK = ("trust", "password", "md5", "ident")
"""Methods of pg_hba.conf that let in without a password, or send or store one that can be used again."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """Powers and memberships of every role of ours, who else could be them, and how the server asks for passwords."""
    ours = [role for role in look.roles.all.values() if role.ours]
    mighty = [r.name for r in ours if r.superuser or r.bypasses or r.creates or r.replicates]
    says = (
        f"with powers: {', '.join(mighty)}"
        if mighty
        else f"none of {len(ours)} roles is superuser, or may bypass or create"
    )
    yield Evidence(kept=not mighty, says=says, how="pg_roles", count=len(ours))
    yield _memberships(look)
    row = look.rows("proof connections")[0]
    scram = row["passwords"] == "scram-sha-256"
    says = f"new passwords are stored as {row['passwords']}"
    yield Evidence(kept=scram, says=says, how="show password_encryption", count=1)
    if row["rules_shown"]:
        rules = look.rows("proof login rules")
        weak = [str(rule["line"]) for rule in rules if rule["method"] in WEAK]
        says = (
            f"lines {', '.join(weak)} of pg_hba.conf ask for less"
            if weak
            else f"all {len(rules)} rules ask for a safe password"
        )
        yield Evidence(kept=not weak, says=says, how="pg_hba_file_rules", count=len(rules))


def _memberships(look: Look) -> Evidence:
    """A login of a window is a member of nothing; only the gate and staff roles may become one."""
    names = look.compiled.names
    windows = {names.window(window.purpose) for window in look.compiled.windows}
    member = [m.member for m in look.roles.members if m.member in windows]
    others = [f"{other} may become {window}" for window in sorted(windows) for other in _others(look, window)]
    wrong = [*(f"{name} is a member" for name in member), *others]
    says = (
        "; ".join(wrong[:5]) if wrong else f"{len(windows)} windows' logins are members of nothing, and nobody else's"
    )
    return Evidence(kept=not wrong, says=says, how="pg_auth_members", count=len(windows))


def _others(look: Look, window: str) -> tuple[str, ...]:
    """Who may become a window's role directly, but for the gate, staff roles and whoever owns the tables."""
    names = look.compiled.names
    allowed = {names.gate, *(names.staff(s) for p in look.compiled.policy.purposes.values() for s in p.by)}
    direct = {m.member for m in look.roles.members if m.role == window and m.usable}
    return tuple(sorted(name for name in direct - allowed if look.roles.outsider(name) or name in look.roles.ours))
