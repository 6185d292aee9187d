"""The pack's chain of Helm, walked over an emulated account: a live D1 in pages, and what was deployed at the break."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.sources import audit
from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT, TOKEN, Lab, cloudflare
from cockpit.runbooks.catalog import PACKS
from tests.runbooks.helm_shop import chain_of

WORKER_ROWS = 1200
"""More than one page of the profile's query."""


def verified(folder: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch, *more: str) -> Result:
    profile = (PACKS / "helm" / "cockpit.toml").read_text()
    profile = profile.replace('query = "chain"\n', 'query = "chain"\npage = 500\n')
    profile = profile.replace('slug = "acme"  ', f'url = "{lab.url}"\nslug = "acme"  ')
    assert ACCOUNT in profile
    (folder / "cockpit.toml").write_text(profile)
    monkeypatch.setenv("COCKPIT_SECRET_CLOUDFLARE", TOKEN)
    return CliRunner().invoke(audit, ["verify", "staff", *more], obj=folder / "cockpit.toml")


def test_a_live_chain_is_walked_in_pages_and_a_break_names_what_was_deployed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cloudflare(tmp_path, "acme") as lab:
        database = next(iter(lab.account.databases.values()))
        database.script("\n".join(chain_of(WORKER_ROWS).iterdump()))
        whole = verified(tmp_path, lab, monkeypatch)
        assert (whole.exit_code, whole.output.splitlines()[0]) == (
            0,
            f"the chain holds: {WORKER_ROWS} rows from 1 to {WORKER_ROWS}, links only: no fields are named to make the "
            "hashes from",
        )
        database.script("update audit_events set chain_hash = 'forged' where id = 700")
        broken = verified(tmp_path, lab, monkeypatch, "--json")
        told = json.loads(broken.output)
        assert (broken.exit_code, told["first_break"]["id"], told["first_break"]["kind"]) == (1, "701", "mismatch")
        live, before = told["deployed"]["live"], told["deployed"]["before"]
        assert (live["message"], live["by"], before["message"]) == ("release 3", "ana@x.example", "release 2")
