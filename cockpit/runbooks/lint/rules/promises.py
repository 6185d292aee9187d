"""What runbooks promise of providers, as data: how it is said, where that counts, and what is so instead."""

import msgspec


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A way to say it (`says`), in texts about `about`, unless the line already knows better."""

    rule: str
    about: tuple[str, ...]
    """Words of which one must stand somewhere in the text; empty: any text."""
    line: str
    """A regular expression, found in one line of prose."""
    unless: str = ""
    """Not where this is found in the line, or in those beside it."""
    known: tuple[str, ...] = ()
    """Not in texts that hold one of these words: their author knows."""
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
        line=r"\broll(?:ing)?[ -]?back\b(?! (?:the )?(?:transaction|migration))",
        unless=r"\bdata\b|wrangler rollback",
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
        known=("skipped", "skips"),
        says="it says “applied successfully” also when it skipped a migration whose time is before the last one's",
        do="Afterwards compare the number of entries in the journal with the rows of __drizzle_migrations",
    ),
    Claim(
        rule="restore-elsewhere",
        about=("supabase",),
        line=r"\brestor\w*\b[^.;]*\bnew project",
        unless=r"database only|dashboard",
        known=("in place", "only in the dashboard"),
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
