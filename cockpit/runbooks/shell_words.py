"""Words around and inside commands, as data: what only runs the command after it, and what gives a command away."""

import re

WRAPPERS: dict[str, int] = {
    "sudo": 0,
    "doas": 0,
    "time": 0,
    "nohup": 0,
    "setsid": 0,
    "busybox": 0,
    "parallel": 0,
    "pnpx": 0,
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

GONE = frozenset({"delete", "destroy", "purge", "terminate", "drop", "wipe", "flush", "flushall", "flushdb"})
"""Words that destroy among the first words of any command not known to read."""
GONE_BEGINS = ("delete-", "terminate-", "destroy-", "purge-", "drop-")
GONE_TASK = re.compile(r"[\w:-]+:(?:drop|reset|fresh|wipe|purge|truncate|flush|destroy|delete)(?:[:\w-]*)")
"""Tasks of rails, artisan, heroku and package scripts: `db:reset`, `migrate:fresh`."""
HARMLESS = {"git": frozenset({"--no-pager", "-P", "--no-optional-locks"}), "systemctl": frozenset({"--no-pager"})}
"""Options without a value that may stand before the verb and change nothing."""
SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ash", "ksh", "fish", "ssh", "su", "eval", "source"})
"""Commands that run what they are fed."""

CLOSERS = frozenset({"fi", "done", "esac", "}", "for", "set", "export"})
"""Words of the shell that do nothing outside it."""

VALUED: dict[str, frozenset[str]] = {
    "git": frozenset({"-C", "--git-dir", "--work-tree"}),
    "kubectl": frozenset({"-n", "--namespace", "--context", "--kubeconfig", "--cluster"}),
    "helm": frozenset({"-n", "--namespace", "--kube-context"}),
    "docker": frozenset({"--context", "-H", "--host"}),
    "aws": frozenset({"--profile", "--region"}),
    "wrangler": frozenset({"--env", "-e", "--config", "-c", "--cwd", "--env-file"}),
    "supabase": frozenset({"--workdir", "--profile", "-o", "--output"}),
    "stripe": frozenset({"--project-name", "-p", "--api-key", "--config"}),
    "ssh": frozenset({"-i", "-p", "-l", "-o", "-F", "-J"}),
    "redis-cli": frozenset({"-h", "-p", "-n", "-u", "-a", "--user", "--pass"}),
    "sudo": frozenset({"-u", "-g", "--user", "--group"}),
    "env": frozenset({"-u", "--unset", "-C", "--chdir"}),
    "nice": frozenset({"-n"}),
    "npx": frozenset({"-p", "--package"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "xargs": frozenset({"-n", "-I", "-P", "-L", "-d"}),
    "watch": frozenset({"-n", "--interval"}),
}
"""Options that take the next word and may stand before the verb. An option not listed leaves the verb unsure."""
