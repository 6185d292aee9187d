"""Sentences that promise what the provider does not do; the sentences themselves are in `promises.py`."""

import re
from collections.abc import Iterator

from cockpit.runbooks.lint.finding import Check, Found, Rule, Severity
from cockpit.runbooks.lint.page import Page
from cockpit.runbooks.lint.rules.promises import CLAIMS
from cockpit.runbooks.lint.sentences import denied, is_quoted

NEAR = 2  # lines around a sentence in which it may be set right


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
            if (claim.about and not page.mentions(claim.about)) or page.mentions(claim.known):
                continue
            for number, text in _sentences(page):
                said = line.search(text)
                if said and not denied(text[: said.start()]) and not (unless and unless.search(_around(page, number))):
                    yield Found(line=number, says=claim.says, do=claim.do)
                    if claim.once:
                        break

    return check


def _around(page: Page, number: int) -> str:
    return " ".join(page.lines[max(0, number - 1 - NEAR) : number + NEAR])


def _sentences(page: Page) -> Iterator[tuple[int, str]]:
    """Lines of prose and of blocks nobody runs; a command is judged by what it does, not by its words."""
    yield from ((number, line) for number, line in page.prose if not is_quoted(line))
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
