"""Sentences that promise what the provider does not do, as data: what they say, where that counts, what is so."""

import re
from collections.abc import Iterator

import msgspec

from cockpit.runbooks.lint.finding import Check, Found, Rule, Severity
from cockpit.runbooks.lint.page import Page


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A way to say it (`says`), in texts about `about`, unless the line already knows better."""

    rule: str
    about: tuple[str, ...]
    """Words of which one must stand somewhere in the text; empty: any text."""
    line: str
    """A regular expression, found in one line of prose."""
    unless: str = ""
    """Not where this is found in the line."""
    says: str
    do: str
    once: bool = False
    """Only the first time: the thing is the same each time."""


CLAIMS = (
    Claim(
        rule="drain-deletes",
        about=("bull", "queue"),
        line=r"\bdrain(?:s|ing|ed)?\b[^.;]*\b(?:failed|jobs?|queue)\b",
        unless=r"kubectl|\bnodes?\b|waiting|delayed|deletes",
        says="in BullMQ `drain` deletes the waiting and delayed jobs, and leaves the failed ones where they are",
        do="Write what is meant: retry the failed jobs, or clean them; copy a poisonous one away first",
    ),
    Claim(
        rule="shop-retries",
        about=("shopify",),
        line=r"\bshopify\b[^.;]*\b(?:will )?retr(?:y|ies)\b",
        unless=r"\b(?:4|four) ?h|\b8\b|eight",
        says="Shopify tries 8 times over 4 hours and then removes a subscription made through the API",
        do="Say until when it must be on again, check the subscription afterwards, and reconcile through the Admin API",
    ),
    Claim(
        rule="shop-retries",
        about=("shopify",),
        line=r"\breplay\b[^.;]*\b(?:deliver|webhook|event)",
        says="Shopify's admin cannot replay webhooks that were dropped",
        do="Reconcile: read the orders changed since then through the Admin API and take them in",
    ),
    Claim(
        rule="payments-retry",
        about=("stripe",),
        line=r"\bretr(?:y|ies)\b[^.;]*\b(?:3|three) days",
        unless=r"30 days|resend|delivery_success",
        says="Stripe tries for about 3 days and then stops; what was missed does not catch up by itself after that",
        do="List what was not delivered (`GET /v1/events?delivery_success=false`, 30 days back) and resend it",
    ),
    Claim(
        rule="secret-compared",
        about=("stripe",),
        line=r"signing secret\b[^.;]*\b(?:match|same|compare|equal)",
        says="the signing secret is told only when the endpoint is made; it cannot be read again to compare it",
        do="Sign a test event and see it accepted; else make a new endpoint, store its secret, check, remove the old",
    ),
    Claim(
        rule="backup-before-travel",
        about=("d1 ", "wrangler d1", "cloudflare d1"),
        line=r"\brestor\w*\b[^.;]*\b(?:yesterday|backup|last night)",
        unless=r"time.?travel",
        says="a backup of last night loses the day; D1 goes back to any minute of 30 days (7 on the free plan)",
        do="Try `wrangler d1 time-travel info` and `restore` first; it prints the bookmark that undoes it",
        once=True,
    ),
    Claim(
        rule="data-stays-back",
        about=("wrangler", "cloudflare worker"),
        line=r"\broll(?:ing)?[ -]?back\b",
        unless=r"\bdata\b|migration|transaction|wrangler rollback",
        says="rolling back a Worker brings back its code, not the data it wrote, and asks questions in a terminal",
        do="Say what stays, and give the command with the version id, --message and --yes",
        once=True,
    ),
    Claim(
        rule="rollback-brings-variables",
        about=("railway",),
        line=r"\brailway\b.*\broll(?:ing)?[ -]?back\b|\broll(?:ing)?[ -]?back\b.*\brailway\b",
        unless=r"variable|automatic|auto-?rollback|\bno\b",
        says="Railway's rollback brings back the variables of that time too, and only works while the image is kept",
        do="Compare the variables first: a setting corrected since then is undone",
        once=True,
    ),
    Claim(
        rule="migrate-says-done",
        about=("drizzle",),
        line=r"\bdb:migrate\b|drizzle-kit\s+migrate|drizzle\s+migrate",
        unless=r"count|__drizzle_migrations|verify",
        says="it says “applied successfully” also when it skipped a migration whose time is before the last one's",
        do="Afterwards compare the number of entries in the journal with the rows of __drizzle_migrations",
    ),
    Claim(
        rule="restore-elsewhere",
        about=("supabase",),
        line=r"\brestor\w*\b[^.;]*\bnew project",
        unless=r"database only|dashboard",
        says="only the dashboard restores to a new project, and it copies the database alone: no functions, files, "
        "auth settings or keys; the CLI and the API restore in place",
        do="Write it as a step by hand, with the list of what to set up again; never map it to `backups restore`",
    ),
    Claim(
        rule="one-minute-of-logs",
        about=("supabase",),
        line=r"\bsupabase\b[^.;]*\blogs?\b|\bedge functions?\b[^.;]*\blogs?\b",
        unless=r"timestamp|\bfrom\b.*\bto\b|since.*until|iso_timestamp",
        says="asked without both times, Supabase's logs answer for one minute; at most for 24 hours",
        do="Write both times into the query, around the beginning of the incident, and page through",
    ),
    Claim(
        rule="no-off-switch",
        about=("supabase",),
        line=r"\b(?:disable|pause|turn off|switch off)\b[^.;]*\b(?:edge|webhook|function)\b"
        r"[^.;]*\b(?:route|function|endpoint)s?\b",
        unless=r"`|deploy|503",
        says="a hosted Edge Function has no plain off switch; `enabled = false` in config.toml is not applied there",
        do="Give the command that does it: deploy a version that answers 503, or take the subscription away",
    ),
)


def claimed(rule: str) -> Check:
    """The check that finds every claim of `rule`."""
    claims = [
        (
            claim,
            re.compile(claim.line, re.IGNORECASE),
            re.compile(claim.unless, re.IGNORECASE) if claim.unless else None,
        )
        for claim in CLAIMS
        if claim.rule == rule
    ]

    def check(page: Page) -> Iterator[Found]:
        for claim, line, unless in claims:
            if claim.about and not page.mentions(claim.about):
                continue
            for number, text in _sentences(page):
                if line.search(text) and not (unless and unless.search(text)):
                    yield Found(line=number, says=claim.says, do=claim.do)
                    if claim.once:
                        break

    return check


def _sentences(page: Page) -> Iterator[tuple[int, str]]:
    """Lines of prose and of blocks nobody runs; a command is judged by what it does, not by its words."""
    yield from page.prose
    for code in page.code:
        if code.origin == "block" and code.family == "shell":
            yield from enumerate(code.text.split("\n"), code.line)


def _rule(id: str, severity: Severity, what: str, why: str, source: str, *facts: str) -> Rule:
    return Rule(id=id, severity=severity, what=what, why=why, source=source, check=claimed(id), facts=facts)


RULES = (
    _rule(
        "drain-deletes",
        Severity.WARNING,
        "Draining a queue to be rid of its failed jobs",
        "The jobs that were still fine are deleted, and the failed ones stay",
        "taskforcesh/bullmq docs/gitbook/guide/queues/removing-jobs.md; OptimalBits/bull#2540",
        "V11",
    ),
    _rule(
        "shop-retries",
        Severity.WARNING,
        "Trust in Shopify to deliver again",
        "After 4 hours the subscription is gone and the orders of that time never come",
        "https://shopify.dev/changelog (2024-09-10); gnikyt/laravel-shopify#936",
        "V12",
    ),
    _rule(
        "payments-retry",
        Severity.NOTE,
        "Trust in Stripe to deliver again",
        "True for three days only; what is older has to be resent by hand",
        "https://docs.stripe.com/webhooks/process-undelivered-events",
        "V13",
    ),
    _rule(
        "secret-compared",
        Severity.WARNING,
        "Comparing a signing secret that cannot be read",
        "The person looks for a value that is not shown anywhere",
        "https://docs.stripe.com/api/webhook_endpoints",
        "V8",
    ),
    _rule(
        "backup-before-travel",
        Severity.NOTE,
        "Restoring last night's backup where a minute could be chosen",
        "A day of work is lost that need not be",
        "https://developers.cloudflare.com/d1/reference/time-travel/",
        "V10",
    ),
    _rule(
        "data-stays-back",
        Severity.NOTE,
        "A rollback of a Worker in words only",
        "Nobody thinks of the data until the old code meets it",
        "cloudflare/workers-sdk packages/wrangler/src/versions/rollback/index.ts",
        "V9",
    ),
    _rule(
        "rollback-brings-variables",
        Severity.WARNING,
        "A rollback on Railway",
        "A variable mended during the incident is broken again by the rollback",
        "https://github.com/railwayapp/docs/blob/main/content/docs/deployments/deployment-actions.md",
        "V15",
    ),
    _rule(
        "migrate-says-done",
        Severity.WARNING,
        "Drizzle's migrate as the last word",
        "It reports success, and the missing column is still missing",
        "drizzle-team/drizzle-orm drizzle-orm/src/pg-core/dialect.ts; drizzle-team/drizzle-orm#5316, #5769",
        "V16",
    ),
    _rule(
        "restore-elsewhere",
        Severity.WARNING,
        "Restoring Supabase to a new project",
        "What the command does is restore over the running one",
        "https://supabase.com/docs/guides/platform/clone-project; supabase/cli apps/cli-go/internal/backups",
        "V14",
    ),
    _rule(
        "one-minute-of-logs",
        Severity.NOTE,
        "Looking into Supabase's logs without both times",
        "One quiet minute looks like no errors at all",
        "https://supabase.com/changelog/34634",
        "V17",
    ),
    _rule(
        "no-off-switch",
        Severity.WARNING,
        "Switching off a route of an Edge Function without saying how",
        "There is no such switch, and the minutes go into looking for it",
        "supabase/supabase#44175",
        "V26",
    ),
)
