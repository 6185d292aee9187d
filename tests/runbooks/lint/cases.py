"""For every rule: texts it must object to, and texts that look alike and are fine."""

from tests.runbooks.lint.pages import WALKED, shell, sql

Cases = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]

_KEY = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"  # nobody's: the shape only
_GITHUB = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
_JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJyb2xlIjoiYW5vbiJ9" + ".c2lnbmF0dXJlLW9mLW5vYm9keQ"
_UPDATE = "update jobs set locked_at = null where id = {id}"

CASES: Cases = {
    "unknown-command": (
        (
            shell("wrangler d1 import shop x.sql"),
            shell("wrangler r2 object list assets --prefix db/"),
            shell("npx -y wrangler@latest depoy"),
            shell("sudo -u app /usr/bin/git revrt abc"),
            shell("railway rollback"),
            shell("supabase logs"),
            shell("stripe webhook_endpoints lst"),
            shell("npm pubish"),
            "Then `wrangler d1 import shop x.sql` and wait.\n",
            "Restore it:\nwrangler d1 import shop backups/{date}.sql - Compare the rows\n",
            "1. First\n\n   ```console\n   $ wrangler kv keys list --remote\n   a\n   ```\n",
        ),
        (
            shell("wrangler d1 execute shop --remote --command 'select 1'", "git status", "npm run deploy:prod"),
            shell("pnpm db:migrate"),
            shell("wrangler {command}", "git <verb>", "wrangler d1 $VERB"),
            "git is slow today.\n\nwrangler tail, the audit log, the page of the provider.\n",
            shell("cat wrangler.toml", "echo 'wrangler d1 import'", "# wrangler d1 import"),
            shell("railway environment production", "stripe trigger payment_intent.succeeded"),
        ),
    ),
    "unknown-flag": (
        (
            shell("wrangler rollback abc --version-id x --yes"),
            shell("wrangler d1 execute shop --remot --command 'select 1'"),
            shell("git push --force-with-leese"),
            shell("psql --comand 'select 1'"),
            shell("supabase db dump --schema-only"),
        ),
        (
            shell("wrangler tail shop --format=json --no-header", "wrangler dev --x-something --experimental-y"),
            shell("git commit -am x --no-edit", "git log --anything", "git push --force-with"),
            shell("psql -Atc 'select 1' -v ON_ERROR_STOP=1 --no-psqlrc"),
            shell("stripe events list --anything"),
        ),
    ),
    "local-by-default": (
        (
            shell("wrangler d1 execute shop --command 'select 1'"),
            shell("wrangler r2 object get assets/x --file x"),
            shell("wrangler d1 migrations apply shop"),
            shell("pnpm exec wrangler kv key get a --namespace-id x"),
        ),
        (
            shell("wrangler d1 execute shop --remote --command 'select 1'"),
            shell("wrangler d1 execute shop --local --file x.sql --yes", "wrangler r2 object get a/b --remote --pipe"),
        ),
    ),
    "one-argument": (
        (shell("wrangler r2 object get assets db/x.sql --remote --file x"),),
        (shell("wrangler r2 object get assets/db/x.sql --remote --file x"),),
    ),
    "takes-the-shop-down": (
        (shell("wrangler d1 export shop --remote --skip-confirmation --output x.sql"),),
        (shell("wrangler d1 export shop --local --output x.sql"), shell("wrangler d1 execute s --local --file a")),
    ),
    "asks": (
        (
            shell("wrangler rollback abc -m bad"),
            shell("wrangler secret put KEY --env prod"),
            shell("railway redeploy"),
            shell("supabase db push"),
            shell("git add -p"),
            shell("stripe webhook_endpoints delete we_1 --live"),
        ),
        (
            shell("wrangler rollback abc -m bad --yes", "op read op://v/k | wrangler secret put KEY"),
            shell("railway redeploy --yes", "supabase db push --dry-run", "wrangler secret put KEY < key.txt"),
        ),
    ),
    "opens-editor": (
        (
            shell("git revert abc"),
            shell("git revert <bad-commit>"),
            shell("git commit --amend"),
            shell("git rebase -i x"),
        ),
        (shell("git revert --no-edit abc", "git commit -m x", "git commit -am x", "git revert --abort"),),
    ),
    "live-only": (
        (shell("wrangler tail --env prod --search {id}"),),
        (shell("wrangler tail --env prod --format json"),),
    ),
    "names-only": ((shell("wrangler secret list"),), (shell("wrangler d1 list"),)),
    "data-stays": ((shell("wrangler rollback abc --yes"),), (shell("wrangler versions list"),)),
    "in-place": ((shell("supabase backups restore --timestamp 1"),), (shell("supabase backups list"),)),
    "test-mode": ((shell("stripe events resend evt_1"),), (shell("stripe events resend evt_1 --live"),)),
    "forced-push": ((shell("git push -f"), shell("git push --force")), (shell("git push --force-with-lease"),)),
    "goes-on-after-errors": (
        (shell("psql shop -f fix.sql"),),
        (shell("psql shop -v ON_ERROR_STOP=1 -f fix.sql", "psql -c 'select 1'"),),
    ),
    "everything-gone": (
        (
            sql("drop table orders"),
            sql("truncate orders"),
            sql("delete from orders"),
            sql("update orders set a = 1"),
            sql("update orders set a = 1 where true"),
            sql("with x as (delete from orders returning *) select * from x"),
            sql("alter table orders drop column total"),
            shell("psql -c 'drop table orders'"),
            shell('wrangler d1 execute shop --remote --command "DELETE FROM orders"'),
            "Then DELETE it:\n\nDELETE FROM orders;\n",
        ),
        (
            sql("delete from orders where id = {id}", "-- drop table orders"),
            sql(_UPDATE),
            sql("select 'drop table orders'"),
            sql("insert into t values (1) on conflict do update set a = 1"),
            "Drop everything and call the owner. Update the page, delete from the list.\n",
        ),
    ),
    "unbound": (
        (shell('wrangler d1 execute shop --remote --command "select * from t where id = ?"'),),
        (sql("select * from t where id = ?"), shell("psql -c \"select data ? 'key' from t\"")),
    ),
    "chain-without-hash": (
        ("Find the break in the hash chain.\n\n" + sql("select id, at from audit_events order by id desc limit 50"),),
        (
            "Find the break in the hash chain.\n\n" + sql("select id, hash, prev_hash from audit_events"),
            sql("select id, at from audit_events"),
        ),
    ),
    "hiding-join": (
        (sql("select e.id", "from events e", "join details d on d.event_id = e.id", "where e.at > {since}"),),
        (
            sql("select e.id from events e left join details d on d.event_id = e.id"),
            sql("select e.id from events e join people p on p.id = e.person_id"),
            sql("select e.id from events e join details d on d.event_id = e.id where d.kind = 'x'"),
        ),
    ),
    "one-status": (
        (sql("select * from jobs where status = 'pending' and locked_at < {t}"),),
        (sql("select status, count(*) from jobs where locked_at < {t} group by status"),),
    ),
    "perhaps-absent": (
        (sql("-- stage events (if used)", "select * from stage_events"),),
        ("The queue (if used) is shown.\n", sql("-- stage events", "select * from stage_events")),
    ),
    "tied-to-now": (
        (
            sql("select * from a where at between datetime('now', '-30 minutes') and datetime('now')"),
            sql("select * from a where at between now() - interval '1 hour' and now()"),
            sql("select * from a where at > now() - interval '5 minutes'"),
        ),
        (
            sql("select * from jobs where locked_at < now() - interval '15 min'"),
            sql("select extract(epoch from now() - min(at)) from jobs"),
            sql("select * from a where at between {since} and {until}"),
            sql("select 1 -- at > now() - interval '1 hour'"),
            shell("kubectl logs app --since 30m"),
        ),
    ),
    "text-against-datetime": (
        (sql("select * from a where at > datetime('now', '-1 day')"),),
        (sql("select * from a where datetime(at) > datetime({since})"), sql("select datetime('now')")),
    ),
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
        ("Supabase: restore to a new project in the dashboard.\n",),
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
            "# A\n\n- Disable the debug log level.\n",
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
        ("Look for todo items.\n", "```check\nread: file a.md\nexpect: todo == 0\n```\n", shell("grep -rn TODO src")),
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
