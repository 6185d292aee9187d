"""Which commands only read and which destroy, as data. What is in neither table changes something: the safe guess.

Words are the command and its first words; options after the bar `|` are what a reading command must not have, or what
makes another destroy. Written from the manuals of coreutils, git, docker, kubectl, helm, terraform, aws and redis; held
to `tests/runbooks/evil.py`. The vendors' tools are in `shell_vendors.py`, checked against their own sources.
"""

from cockpit.runbooks.shell_vendors import DESTROYING, READING

_READS = """
[ basename cat cd cmp column comm cut df diff dig dirname du echo egrep expr false fgrep fold free getent grep groups
head hexdump host id iostat jq last ls lscpu lsblk lsof md5sum mpstat netstat nl nproc nslookup paste pg_isready pgrep
pidof ping printenv printf ps pwd readlink realpath rev seq sha1sum sha256sum sleep stat strings tac tail test tr
traceroute mtr true uname uptime vmstat w wc whereis which who whoami zcat zgrep :
"""

_MORE_READS = """
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
redis-cli info
redis-cli ping
redis-cli dbsize
redis-cli get
redis-cli mget
redis-cli exists
redis-cli type
redis-cli ttl
redis-cli llen
redis-cli lrange
redis-cli hget
redis-cli hgetall
redis-cli hlen
redis-cli scard
redis-cli zcard
redis-cli zrange
redis-cli xlen
redis-cli xinfo
redis-cli slowlog get
redis-cli client list
redis-cli memory usage
"""

_DESTROYS = """
rm
rmdir
userdel
groupdel
lvremove
vgremove
pvremove
zfs destroy
zpool destroy
tar | --remove-files
rclone purge
rclone delete
rclone sync
mc rb
restic forget | --prune
borg delete
etcdctl del
rabbitmqctl purge_queue
rabbitmqctl delete_queue
kafka-topics.sh | --delete
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
git clean | -f --force
git checkout | -f --force -- .
git restore
git reflog expire
git update-ref | -d
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
docker-compose down | -v --volumes
docker image prune
docker container prune
terraform destroy
terraform apply | -destroy
terraform state rm
pulumi destroy
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
redis-cli xtrim
redis-cli getdel
prisma migrate reset
drizzle-kit drop
heroku pg:reset
"""


def _table(text: str) -> dict[str, frozenset[str]]:
    parts = (line.partition("|") for line in text.strip().splitlines())
    return {words.strip(): frozenset(options.split()) for words, _, options in parts}


READS = dict.fromkeys(_READS.split(), frozenset[str]()) | _table(_MORE_READS) | _table(READING)
DESTROYS = _table(_DESTROYS) | _table(DESTROYING)
