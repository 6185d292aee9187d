"""The vendors' command lines, as data: which of their commands only read and which destroy.

The verbs are those of the tools' own help and sources (`lint/tools/*.toml` says which versions; a test holds the two
together). Words are the command and its first words; after the bar `|` options that a reading command must not have,
or that make another destroy. Whatever else these tools do changes something.
"""

READING = """
wrangler tail
wrangler whoami
wrangler deployments list
wrangler deployments status
wrangler versions list
wrangler versions view
wrangler versions secret list
wrangler secret list
wrangler d1 list
wrangler d1 info
wrangler d1 insights
wrangler d1 time-travel info
wrangler r2 bucket list
wrangler r2 bucket info
wrangler r2 bucket lifecycle list
wrangler r2 bucket cors list
wrangler r2 bucket lock list
wrangler r2 bucket notification list
wrangler kv namespace list
wrangler kv key list
wrangler kv key get
wrangler queues list
wrangler queues info
wrangler hyperdrive list
wrangler hyperdrive get
wrangler workflows list
wrangler workflows describe
wrangler workflows instances list
wrangler workflows instances describe
wrangler pages project list
wrangler pages deployment list
wrangler pages secret list
wrangler vectorize list
wrangler vectorize info
wrangler tunnel list
wrangler tunnel info
railway status
railway logs
railway whoami
railway list
railway metrics
railway usage
railway deployment list
railway service list
railway service status
railway service logs
railway environment list
railway volume list
railway domain list
railway domain status
railway bucket list
railway bucket info
railway variable list
railway variables | --set --set-from-stdin
supabase projects list
supabase orgs list
supabase migration list
supabase functions list
supabase secrets list
supabase backups list
supabase branches list
supabase branches get
supabase domains get
supabase storage ls
supabase snippets list
supabase network-bans get
supabase network-restrictions get
supabase postgres-config get
supabase ssl-enforcement get
supabase sso list
supabase sso show
supabase inspect db
supabase status
stripe logs tail
stripe get
stripe whoami
stripe version
"""
# `wrangler d1 migrations list` is not among them: it creates the table of migrations when that is missing.
# Source: cloudflare/workers-sdk packages/wrangler/src/d1/migrations/list.ts.

DESTROYING = """
wrangler delete
wrangler d1 delete
wrangler d1 time-travel restore
wrangler r2 object delete
wrangler r2 bucket delete
wrangler r2 bucket lifecycle set
wrangler kv key delete
wrangler kv bulk delete
wrangler kv namespace delete
wrangler secret delete
wrangler versions secret delete
wrangler queues delete
wrangler queues purge
wrangler hyperdrive delete
wrangler pages project delete
wrangler pages deployment delete
wrangler vectorize delete
wrangler vectorize delete-vectors
wrangler workflows delete
wrangler workflows instances terminate
wrangler containers delete
wrangler tunnel delete
railway down
railway delete
railway environment delete
railway environment rm
railway environment remove
railway volume delete
railway volume rm
railway volume remove
railway variable delete
railway variable rm
railway variable remove
railway domain delete
railway bucket delete
railway service delete
railway project delete
supabase db reset
supabase migration down
supabase migration squash
supabase backups restore
supabase projects delete
supabase functions delete
supabase functions deploy | --prune
supabase branches delete
supabase secrets unset
supabase storage rm
supabase domains delete
supabase vanity-subdomains delete
supabase sso remove
supabase stop | --no-backup
stripe delete
stripe webhook_endpoints delete
stripe customers delete
stripe subscriptions cancel
stripe subscriptions delete_discount
"""

LOOKS = {"stripe": frozenset({"list", "retrieve", "search"})}
"""Tools whose second or third word alone says that a command reads: the resources before it are hundreds."""
