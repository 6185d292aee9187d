"""First words of commands, as data. Known from use; a missing word leaves a line as text, which loses nothing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TOOLS = _words(
    """
    adb airflow amtool ansible ansible-playbook apk apt apt-get argocd aws aws-vault az base64 bash bazel bq
    brew bun bunx bundle cargo cat cd celery ceph cfssl chmod chown clickhouse-client cmctl composer consul
    corepack cp cqlsh crictl crontab csh ctr curl cypher-shell deno df dig dmesg dnf docker docker-compose doctl
    dotnet dpkg drizzle-kit drush du egrep etcdctl fgrep firebase flux fly flyctl gcloud gh git gitlab-ctl
    gitlab-rails glab gpg gradle grep gsutil gunzip gzip hadoop hdfs helm helmfile heroku htop httpie iostat ip
    iptables istioctl java journalctl jq jstack k9s kafka-console-consumer kafka-consumer-groups kafka-topics
    kinit kn knife ksql kubeadm kubectl kubectx kubens kustomize ldapsearch linkerd ls lsblk lsof maas mkdir
    mongo mongodump mongosh mpstat mtr mv mvn mysql mysqladmin mysqldump nc ncdu nerdctl netlify netstat nginx
    nmap nodetool nomad npm npx nslookup oc opensearch openssl packer patronictl pg_ctl pg_dump pg_restore
    pgbouncer pgrep php pip pip3 pipx pkill playwright pm2 pnpm podman poetry prisma promtool ps psql
    pt-query-digest pulumi puppet pytest python python3 rabbitmqctl railway rails rake rclone redis-cli repmgr
    rg rm rmdir rsync ruff sam scp sed sentry-cli serverless sftp skopeo sqlite3 ss ssh ssh-keygen strace stripe
    su sudo supabase swapoff swapon sysctl systemctl tar tcpdump telnet terraform terragrunt tfsec tmux tofu
    traceroute turso umount uname unzip uv uvx vault vercel velero vim virsh vmstat wget wrangler xargs
    xfs_growfs yarn yq yum zcat zfs zgrep zpool zypper
    """
)
"""Words that mean nothing but the command."""

WORDS = _words(
    """
    at awk bash bc cat comm convert cut date diff dig du echo exit export expand export fc file find fold free
    gem go head helm host id kill killall last less ln locate log make man more mount nano nice node open patch
    perl ping printf rails read reboot reset rev screen seq service set shutdown sleep sort source split stat
    strings tail tee test time timeout top touch tr tree type unset uptime vault wait watch wc which who
    """
)
"""Words that are English as well: a command only with an option, a path, a pipe or the like."""

SQL = _words(
    """
    select with insert update delete alter create drop truncate explain show begin commit rollback grant revoke vacuum
    analyze reindex set pragma merge
    """
)
