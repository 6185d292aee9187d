"""Helm's own comparison of charges with sales: Stripe's lab on one side, D1 on the other."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from cockpit.config import load_profile
from cockpit.core.secret import Secret
from cockpit.drill.vendors.cloudflare.vendor import TOKEN, cloudflare
from cockpit.drill.vendors.loopback import NOW, QuickClock, loopback
from cockpit.drill.vendors.stripe import KEY, StripeLab
from cockpit.engine.reconciling import reconciled
from cockpit.ports import ProviderContext
from cockpit.providers import registry
from cockpit.runbooks.catalog import PACKS
from tests.runbooks.helm_shop import SCHEMA

HELM = load_profile(PACKS / "helm" / "cockpit.toml")
SECRETS = {"stripe": KEY, "cloudflare": TOKEN}


async def secret_of(name: str) -> Secret | None:
    return Secret(name, SECRETS[name])


async def test_a_charge_helm_does_not_have_is_found_and_gone_once_it_is_entered(tmp_path: Path) -> None:
    stripe = StripeLab()
    for number in (1, 2, 3):
        stripe.sale(number, 450 * number, hours_ago=number)
    stripe.sale(4, 999, hours_ago=30)
    with loopback(stripe) as server, cloudflare(tmp_path, "acme") as lab:
        [database] = lab.account.databases.values()
        database.script(SCHEMA)
        database.script("insert into transactions values (1, '2026-03-14 08:26:05', 450, 'pi_1')")
        database.script("insert into transactions values (2, '2026-03-14T07:26:09Z', 900, 'pi_2')")
        database.script("insert into transactions values (3, '2026-03-14 08:00:00', 20, null)")
        targets = {
            "stripe": replace(HELM.targets["stripe"], settings={"url": server.url}),
            "shop-db": replace(HELM.targets["shop-db"], settings=lab.settings("acme", database="helm-{slug}-db")),
        }
        context = ProviderContext(secret_of=secret_of, who="ana", clock=QuickClock())
        spec = HELM.reconcile["card-sales"]
        sources = {
            name: registry.build_query(name, HELM.queries[name], targets[HELM.queries[name].target], context)
            for name in (spec.left, spec.right)
        }
        since = NOW - timedelta(hours=6)
        found = await reconciled(spec, HELM.queries, sources, {}, since, NOW)
        assert found.says == "1 only in charges"
        assert [(one.key, one.amount) for one in found.only_left] == [("pi_3", "1350")]
        database.script("insert into transactions values (4, '2026-03-14 09:20:00', 1350, 'pi_3')")
        assert (await reconciled(spec, HELM.queries, sources, {}, since, NOW)).agree
