"""Commands and SQL every rule must object to, and some that look alike and are fine."""

from tests.runbooks.lint.pages import shell, sql

_UPDATE = "update jobs set locked_at = null where id = {id}"

CODE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
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
            "There is no `wrangler d1 import`.\n\n> [!WARNING]\n> Somebody wrote `wrangler d1 import x y`.\n",
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
    "missing-script": (
        (shell("npm run deplo"), shell("pnpm run db:migrate"), "Then `npm run nothing`.\n"),
        (
            shell("npm run deploy", "pnpm deploy", "npm run {script}", "pnpm --filter api run other", "npm run"),
            shell("npm run-script deploy", "npm test"),
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
            "There `railway redeploy` would start the old one again.\n",
            shell("git add -p").replace("Do it", "Do it {by=person}"),
            shell("railway redeploy --yes", "supabase db push --dry-run", "wrangler secret put KEY < key.txt"),
        ),
    ),
    "opens-editor": (
        (
            shell("git revert abc"),
            shell("git revert <bad-commit>"),
            shell("git commit --amend"),
            shell("git rebase -i x"),
            shell("kubectl -n prod edit deploy/api", "crontab -e"),
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
}
