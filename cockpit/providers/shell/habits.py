"""What is known of programs that ask, open an editor or wait for input: here nobody can answer them."""

import re

import msgspec


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """When `has` is found in a command and `lacks` is not, `says` is worth knowing before running it."""

    has: re.Pattern[str]
    lacks: re.Pattern[str] | None = None
    says: str


def _habit(has: str, lacks: str, says: str) -> Habit:
    return Habit(has=re.compile(has), lacks=re.compile(lacks) if lacks else None, says=says)


# Sources: git-revert(1), git-commit(1), git-merge(1), git-tag(1), git-rebase(1); npm-init(1); sudo(8); ssh(1);
# crontab(1); wrangler's src/dialogs.ts (without a terminal `confirm` gives `fallbackValue`, true unless set),
# src/secret (the value is read from standard input) and `wrangler d1 execute --help` (local unless --remote).
HABITS: tuple[Habit, ...] = (
    _habit(
        r"\bgit\b.*\brevert\b",
        r"--no-edit|--no-commit|\s-n\b|--abort|--continue|--quit",
        "git revert opens an editor; its input is closed here, so add --no-edit",
    ),
    _habit(
        r"\bgit\b.*\bcommit\b",
        r"\s-[a-zA-Z]*m|--message|\s-F|--file|--no-edit|\s-C",
        "git commit opens an editor; its input is closed here, so add -m",
    ),
    _habit(r"\bgit\b.*\bmerge\b", r"--no-edit|\s-m|--ff-only|--abort", "git merge may open an editor; add --no-edit"),
    _habit(r"\bgit\b.*\btag\b.*\s-[as]\b", r"\s-m|\s-F|--message", "git tag -a opens an editor; add -m"),
    _habit(
        r"\bgit\b.*\brebase\b.*(?:\s-i\b|--interactive)", "", "an interactive rebase opens an editor; run it elsewhere"
    ),
    _habit(r"\bnpm\s+init\b", r"\s-y\b|--yes", "npm init asks questions; its input is closed here, so add -y"),
    _habit(
        r"\bwrangler\b.*\brollback\b",
        "",
        "wrangler asks before a rollback; its input is closed here and it then answers yes itself",
    ),
    _habit(
        r"\bwrangler\b.*\btime-travel\s+restore\b",
        "",
        "wrangler asks before a restore; its input is closed here and it then answers yes itself",
    ),
    _habit(
        r"\bsecret\s+(?:put|bulk)\b",
        r"[|<]",
        "secret put reads the value from its input, which is closed here: it would store nothing or an empty value",
    ),
    _habit(
        r"\bwrangler\b.*\bd1\s+execute\b",
        r"--remote|--local",
        "wrangler d1 execute without --remote works on the local database",
    ),
    _habit(r"\bsudo\b", r"\s-n\b|--non-interactive", "sudo may ask for a password; nobody can answer here, add -n"),
    _habit(
        r"(?:^|[\s/])ssh\s", "BatchMode", "ssh may ask for a password; nobody can answer here, add -o BatchMode=yes"
    ),
    _habit(r"\bcrontab\s+-e\b|\bkubectl\b.*\bedit\b", "", "this opens an editor; its input is closed here"),
    _habit(
        r"(?:^|[\s;&|/])(?:vim?|nano|emacs|less|more|top|htop)(?:\s|$)",
        r"\btop\b.*\s-\w*b",
        "this program wants a whole terminal, which it does not get here; run it elsewhere",
    ),
)


def warnings_for(shown: str) -> tuple[str, ...]:
    """What to know before running the command or script `shown`, one sentence each."""
    lines = [line for line in shown.split("\n") if not line.lstrip().startswith("#")]
    found = (
        habit.says
        for line in lines
        for habit in HABITS
        if habit.has.search(line) and not (habit.lacks and habit.lacks.search(line))
    )
    return tuple(dict.fromkeys(found))
