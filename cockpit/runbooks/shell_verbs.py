"""Which commands only read and which destroy, as data. What is in neither table changes something: the safe guess.

Written from knowledge of the tools, not checked against each vendor's reference one by one. Words are the command and
its first words; options after the bar `|` are what a reading command must not have, or what makes another destroy.
"""

_READS = """
[ basename cat cd cmp column comm cut df diff dig dirname du echo egrep expr false fgrep fold free getent grep groups
head hexdump host id iostat jq last ls lscpu lsblk lsof md5sum mpstat netstat nl nproc nslookup paste pg_isready pgrep
pidof ping printenv printf ps pwd readlink realpath rev seq sha1sum sha256sum sleep stat strings tac tail test tr
traceroute mtr true uname uptime vmstat w wc whereis which who whoami zcat zgrep :
"""

READS: dict[str, frozenset[str]] = dict.fromkeys(_READS.split(), frozenset[str]())
READS |= {
    words.strip(): frozenset(forbidden.split())
    for words, _, forbidden in (
        line.partition("|")
        for line in """
sort | -o --output --compress-program
dmesg | -C -c --clear --read-clear
find | -delete -exec -execdir -ok -okdir -fprint -fprint0 -fprintf -fls
rg | --pre --hostname-bin
ss | -K --kill
tree | -o
file | -C --compile
journalctl | --rotate --vacuum-size --vacuum-time --vacuum-files --flush --sync --relinquish-var --update-catalog
systemctl status
systemctl is-active
systemctl is-failed
systemctl list-units
systemctl list-timers
git log | --output --ext-diff
git diff | --output --ext-diff
git show | --output --ext-diff
git status
git blame
git rev-parse
git ls-files
git describe
git shortlog
docker ps
docker logs
docker inspect
docker images
docker stats
docker top
docker version
docker compose ps
docker compose logs
kubectl get
kubectl describe
kubectl logs
kubectl top
kubectl version
kubectl explain
kubectl rollout status
kubectl rollout history
kubectl config current-context
kubectl config get-contexts
helm list
helm status
helm history
terraform show
terraform output
gh pr list
gh pr view
gh run list
gh run view
npm ls
npm view
npm outdated
pnpm list
pnpm outdated
aws s3 ls
aws sts get-caller-identity
wrangler tail
wrangler whoami
wrangler deployments list
wrangler deployments status
wrangler versions list
wrangler versions view
wrangler secret list
wrangler d1 list
wrangler d1 info
wrangler d1 time-travel info
wrangler d1 migrations list
wrangler r2 bucket list
railway status
railway logs
railway whoami
supabase projects list
supabase migration list
supabase functions list
supabase secrets list
supabase backups list
stripe logs tail
stripe get
""".strip().splitlines()
    )
}

DESTROYS: dict[str, frozenset[str]] = {
    words.strip(): frozenset(needed.split())
    for words, _, needed in (
        line.partition("|")
        for line in """
rm
rmdir
unlink
shred
dd
truncate
wipefs
mkfs
drop
dropdb
dropuser
rsync | --delete --delete-before --delete-during --delete-after --delete-excluded --remove-source-files
find | -delete
crontab | -r
pg_restore | -c --clean
git push | -f --force --force-with-lease --mirror --delete -d --prune
git reset | --hard
git clean | -f -fd -fdx -ffdx --force
git branch | -D
git stash drop
git stash clear
git filter-branch
kubectl delete
kubectl drain
kubectl replace | --force
helm uninstall
helm delete
docker rm
docker rmi
docker system prune
docker volume rm
docker volume prune
docker compose down | -v --volumes
terraform destroy
aws s3 rm
aws s3 rb
aws s3 sync | --delete
aws rds delete-db-instance
gh repo delete
gh release delete
npm unpublish
redis-cli flushall
redis-cli flushdb
redis-cli del
redis-cli unlink
prisma migrate reset
drizzle-kit drop
heroku pg:reset
wrangler delete
wrangler d1 delete
wrangler d1 time-travel restore
wrangler r2 object delete
wrangler r2 bucket delete
wrangler kv key delete
wrangler kv bulk delete
wrangler secret delete
wrangler queues delete
wrangler queues purge
supabase db reset
supabase backups restore
supabase projects delete
supabase functions delete
supabase secrets unset
railway down
railway volume delete
stripe webhook_endpoints delete
stripe customers delete
""".strip().splitlines()
    )
}

WRAPPERS: dict[str, int] = {
    "sudo": 0,
    "doas": 0,
    "time": 0,
    "nohup": 0,
    "command": 0,
    "exec": 0,
    "nice": 0,
    "ionice": 0,
    "stdbuf": 0,
    "xargs": 0,
    "env": 0,
    "npx": 0,
    "bunx": 0,
    "watch": 0,
    "timeout": 1,
    "then": 0,
    "do": 0,
    "else": 0,
    "if": 0,
    "elif": 0,
    "while": 0,
    "until": 0,
    "!": 0,
    "{": 0,
}
"""Commands and words that run the command after them, and how many words of their own stand between."""

CLOSERS = frozenset({"fi", "done", "esac", "}", "for", "set", "export"})
"""Words of the shell that do nothing outside it."""

VALUED: dict[str, frozenset[str]] = {
    "git": frozenset({"-C", "--git-dir", "--work-tree"}),
    "kubectl": frozenset({"-n", "--namespace", "--context", "--kubeconfig", "--cluster"}),
    "helm": frozenset({"-n", "--namespace", "--kube-context"}),
    "docker": frozenset({"--context", "-H", "--host"}),
    "aws": frozenset({"--profile", "--region"}),
    "wrangler": frozenset({"--env", "-e", "--config", "-c"}),
    "redis-cli": frozenset({"-h", "-p", "-n", "-u", "-a", "--user", "--pass"}),
    "sudo": frozenset({"-u", "-g", "--user", "--group"}),
    "env": frozenset({"-u", "--unset", "-C", "--chdir"}),
    "nice": frozenset({"-n"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "xargs": frozenset({"-n", "-I", "-P", "-L", "-d"}),
    "watch": frozenset({"-n", "--interval"}),
}
"""Options that take the next word and may stand before the verb. An option not listed leaves the verb unsure."""
