"""Sentences, links and marks every rule must object to, and some that look alike and are fine."""

from tests.runbooks.lint.pages import WALKED, shell, sql

_KEY = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"  # nobody's: the shape only
_GITHUB = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
_JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJyb2xlIjoiYW5vbiJ9" + ".c2lnbmF0dXJlLW9mLW5vYm9keQ"
_UPDATE = "update jobs set locked_at = null where id = {id}"

WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "drain-deletes": (
        ("BullMQ. Pause it, drain failed jobs, resume.\n",),
        ("BullMQ. Retry the failed jobs.\n", "Drain the kubectl node; the queue of jobs moves.\n"),
    ),
    "shop-retries": (
        ("Switch it off (Shopify will retry later).\n", "In Shopify's admin replay failed deliveries.\n"),
        ("Shopify retries 8 times over 4 hours.\n", "Replay the webhook events from our own table.\n"),
    ),
    "payments-retry": (
        ("Stripe retries for about 3 days.\n",),
        ("Stripe retries for 3 days; resend what is older (30 days).\n",),
    ),
    "secret-compared": (
        ("In Stripe the signing secret should match ours.\n",),
        ("In Stripe make a new signing secret and send a test event.\n",),
    ),
    "backup-before-travel": (
        ("Cloudflare D1. Restore yesterday's backup.\n",),
        ("Cloudflare D1. Restore with Time Travel, else the backup.\n", "Restore yesterday's backup.\n"),
    ),
    "data-stays-back": (
        ("A Cloudflare Worker. Roll back to the last good version.\n",),
        ("A Cloudflare Worker. Roll back; the data stays.\n", "Roll back the release.\n"),
    ),
    "rollback-brings-variables": (
        ("On Railway roll back first.\n",),
        ("On Railway roll back, after comparing every variable.\n", "Roll back first.\n"),
    ),
    "migrate-says-done": (
        ("Drizzle.\n\nRun pnpm db:migrate against production.\n", "Drizzle.\n\n" + shell("pnpm db:migrate")),
        ("Drizzle.\n\nRun pnpm db:migrate, then count the rows of __drizzle_migrations.\n", shell("pnpm db:migrate")),
    ),
    "restore-elsewhere": (
        ("Supabase: restore to a new project at that time.\n",),
        (
            "Supabase: restore to a new project in the dashboard.\n",
            "Supabase.\n\n## Restore to a new project\n\n\n\nThe command restores in place: not here.\n",
        ),
    ),
    "one-minute-of-logs": (
        ("Look at the Supabase logs.\n",),
        ("Look at the Supabase logs from 10:00 to 10:30 (iso_timestamp_start).\n",),
    ),
    "no-off-switch": (
        ("Supabase.\n\n- Disable the webhook route.\n- Enable it again.\n",),
        ("Supabase.\n\n- Disable the webhook route: deploy the version that answers 503.\n- Enable it again.\n",),
    ),
    "left-off": (
        (
            "# A\n\n- Pause the queue\n- Look\n",
            "# A\n\n1. Disable webhooks.\n2. Done.\n",
            "# A\n\n- Announce read-only (if needed).\n",
            "# A\n\n- Halt deploys immediately\n",
            shell("wrangler queues pause-delivery orders"),
        ),
        (
            "# A\n\n- Pause the queue\n- Look\n- Resume it\n",
            "# A\n\n1. Disable webhooks.\n2. Mend.\n3. Re-enable webhooks and replay.\n",
            "# A\n\n- Announce read-only.\n- Mend it.\n- Lift read-only.\n",
            "# A\n\n**Freeze writes**\n\nThe route was disabled, and jobs are paused.\n",
            '# A\n\n- Pause the queue {opens="queue paused"}\n- Go on {closes="queue paused"}\n',
            "# A\n\n- Disable the debug log level.\n- Disable maintenance mode.\n",
            '# A\n\n- Stop {opens="off"}\n\n  Pause the queue.\n- Go {closes="off"}\n',
        ),
    ),
    "never-closed": (
        ('# A\n\n- Stop it {opens="orders stopped"}\n- Look\n',),
        ('# A\n\n- Stop it {opens="orders stopped"}\n- Go {closes="orders stopped"}\n',),
    ),
    "no-way-back": (
        (shell("rm -rf /srv/data"), sql("delete from orders where id = {id}")),
        (
            shell("pg_dump shop > before.sql", "rm -rf /srv/data"),
            "# A\n\n1. Take a backup.\n2. Remove it\n\n   ```sh\n   rm -rf x\n   ```\n",
            shell("ls"),
        ),
    ),
    "no-check": (
        (shell("rm -rf /srv/data"),),
        (
            shell("rm -rf /srv/data") + "\n2. Check that the disk has room.\n",
            shell("rm -rf /srv/data").replace("Do it", "Do it and see that it is gone"),
        ),
    ),
    "placeholder": (
        ("On call: `<add name>`\n", "Call [your channel].\n", "token = CHANGEME\n", "<insert link to dashboard>\n"),
        ("Revert <bad-commit>.\n", "See [your tasks](tasks.md).\n", "Ask {name}, started at `<time>`.\n"),
    ),
    "unwritten": (
        ("TODO\n", "- restore (TBD)\n", "# replace with your log query\n", "This is to be written.\n"),
        (
            "Look for todo items.\n",
            "```check\nread: file a.md\nexpect: todo == 0\n```\n",
            shell("grep -rn TODO src"),
            "Marked with TODO.\n",
        ),
    ),
    "unnamed-dashboard": (
        ("Look at the alert dashboard.\n",),
        ("Look at the [dashboard](https://x.example).\n", "Look at the Grafana dashboard.\n"),
    ),
    "empty-block": ((shell("# only words"), sql("-- only words", "")), (shell("# words", "ls"),)),
    "missing-file": (
        ("See [it](gone.md).\n", "For more see `gone.md`.\n", "![x](img/gone.png)\n", "[a]: gone.md\n"),
        (
            "See [it](there.md#a), https://x.example/gone.md and [a](https://x.example/y.md).\n",
            "See there.md.\n",
            "Update CHANGELOG.md afterwards. `[a](gone.md)` is how links look.\n",
            shell("cat gone.md"),
        ),
    ),
    "link-outside": (("[x](../../elsewhere.md)\n",), ("[x](there.md)\n",)),
    "missing-anchor": (
        ("# A b\n\n[x](#a-c)\n", "[x](there.md#nothing)\n", "# A b\n\n[x](#A_B!)\n"),
        ("# A b: c!\n\n[x](#a-b-c)\n", "[x](there.md#a)\n", '<a name="z"></a>\n\n[x](#z)\n', "# A\n# A\n\n[x](#a-1)\n"),
    ),
    "secret-in-text": (
        (
            f"key: {_KEY}\n",
            f"TOKEN={_GITHUB}\n",
            f"Bearer {_JWT}\n",
            "psql postgres://app:k8Zr2vQw@db.internal/shop\n",
            "-----BEGIN RSA PRIVATE KEY-----\n",
            'api_key = "q8Zt3vW1xY7bN5mK2pL9sD4f"\n',
        ),
        (
            "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx\n",
            "psql postgres://app:$PASSWORD@db/shop postgres://user:password@localhost/x\n",
            "Mountable secrets: prometheus-k8s-dockercfg-6wl6b\n",
            "STRIPE_SECRET_KEY, see the vault; token: {token}; sha256 is 9f86d081884c7d659a2feaa0c55ad015\n",
        ),
    ),
    "hidden-character": (
        ("Run l\u200bs.\n", "Run \u202els.\n", "a\x1b[31mb\n", "tag \U000e0041\n", "zero\ufeffwidth\n"),
        ("\ufeff# A\n\nTab\there, 👩\u200d💻, ❤️, שלום\u200f.\n",),
    ),
    "typeset": (
        (shell("echo “hi”"), shell("ls —all"), sql("select ’x’")),
        (shell('echo "it’s fine — really"', "# “words”"), "“Words” — fine.\n"),
    ),
    "dialect": (
        ("# A\n\n1. Look\n\n   ```check\n   read: queue a\n   ```\n",),
        ("# A\n\n1. Look\n\n   ```check\n   read: queue a\n   expect: stuck == 0\n   ```\n",),
    ),
    "several-statements": (
        (sql("select 1;", "select 2;"), sql("begin;", _UPDATE, ";", "commit;")),
        (sql("select 1;"), sql("select ';' -- ;", "from t;")),
    ),
    "never-walked": (("# A\n\n- Look\n",), (f"{WALKED}# A\n\n- Look\n", "# A\n\nLast tested: 2026-10-01\n\n- Look\n")),
    "walked-long-ago": (
        (
            "---\nvalidated: 2026-01-01\n---\n\n# A\n\n- Look\n",
            "---\nvalidated: 2027-01-01\n---\n\n# A\n\n- Look\n",
            "Last updated: 2024-01-01\n",
        ),
        (f"{WALKED}# A\n\n- Look\n",),
    ),
}
