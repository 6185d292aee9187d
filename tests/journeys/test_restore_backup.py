"""The data is gone: backups listed, one fetched, its loss shown, the name typed, counts equal, the way back offered."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT, TOKEN, Lab, cloudflare
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.journeys.shops import declared, workplace
from tests.lab.terminal import Terminal
from tests.providers.cloudflare.test_restore_backup import SHOP, WRITTEN_SINCE
from tests.providers.cloudflare.world import SCHEMA

PROFILE = """
[targets.shop-db]
provider = "d1"
environment = "staging"
url = "{url}"
account = "{account}"
slug = "acme"
worker = "helm-{{slug}}"
database = "helm-{{slug}}-db"
secret = "cf"
[targets.shop-worker]
provider = "cloudflare"
environment = "staging"
url = "{url}"
account = "{account}"
slug = "acme"
worker = "helm-{{slug}}"
bucket = "helm-{{slug}}-assets"
backups = "backups/db/{{day}}.sql"
secret = "cf"
[defaults]
sql = "shop-db"
"""

RUNBOOK = """
# The data is gone

1. List the backups {id=list}

   ```act {on=shop-worker verb=backups risk=reads}
   ```

2. Fetch one {id=fetch}

   ```act {on=shop-worker verb=backup risk=reads as=backup}
   newest
   ```

3. Put it back {id=put-back}

   ```act {on=shop-db verb=restore-backup risk=destroys}
   file: {backup_path}
   sha256: {backup_sha256}
   at: {backup_at}
   because: the orders are gone
   ```
"""


def shop(lab: Lab) -> None:
    """A shop whose backup of last night is in the bucket, and that has sold since."""
    database = next(iter(lab.account.databases.values()))
    database.script(SCHEMA + SHOP)
    now = datetime.now(UTC)
    bucket = lab.account.buckets["helm-acme-assets"] = {}
    for ago in (1, 2, 3, 5, 6):
        day = now - timedelta(days=ago)
        key = f"backups/db/{day:%Y-%m-%d}.sql"
        bucket[key] = database.dump().encode()[: 400 if ago == 3 else None]
        lab.account.store.came[key] = day.replace(hour=1, minute=0, second=0, microsecond=0)
    database.script(WRITTEN_SINCE)


def prepared(folder: Path, lab: Lab) -> tuple[dict[str, str], Path]:
    env = home(folder / "home", COCKPIT_SECRET_CF=TOKEN)
    shop(lab)
    return env, workplace(folder, PROFILE.format(url=lab.url, account=ACCOUNT), RUNBOOK, env)


def test_a_database_is_put_back_from_last_nights_backup_and_the_way_back_is_offered(tmp_path: Path) -> None:
    (tmp_path / "account").mkdir()
    with cloudflare(tmp_path / "account", "acme") as lab:
        env, place = prepared(tmp_path, lab)
        database = next(iter(lab.account.databases.values()))
        with Terminal([COCKPIT], env, place) as terminal:
            declared(terminal, "List the backups")
            terminal.press("r")
            terminal.wait(">[ ] Fetch one")
            terminal.wait("missing: ")
            terminal.press("r")
            terminal.wait(">[ ] Put it back")
            terminal.press("r")
            terminal.wait("Type helm-acme-db to run it")
            terminal.wait("at least 2 rows: orders 2")
            assert lab.account.writes == 0
            terminal.pump(0.5)
            terminal.press("helm-acme-db", "tab", "tab", "enter")
            terminal.wait("[x] Put it back")
            assert database.rows("select count(*) from orders") == [(3,)]
            terminal.press_until("U", "rewind the whole database")
            terminal.press("escape", "ctrl+q")
            assert terminal.ended() == 0
        written = journal_of(tmp_path / "home").read_text()
        assert "as many as in the backup" in written
        assert "because: the orders are gone" in written
        assert TOKEN not in written and "X-Amz-Signature" not in written
        kept = list(journal_of(tmp_path / "home").parent.rglob("*.sql"))
        assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]
