"""`[archives.NAME]`: three kinds, each whole, and one clear line for what is wrong."""

from pathlib import Path

import pytest

from cockpit.config import ConfigError, load_profile
from cockpit.core.profile import ArchiveSpec
from tests.config.scales import P

BUCKET = 'bucket = "b"\nendpoint = "https://s3.example"\nkey_id = "k"\nsecret = "s"\n'


def archives(folder: Path, text: str) -> dict[str, ArchiveSpec]:
    path = folder / "cockpit.toml"
    path.write_text(P + text, encoding="utf-8")
    return load_profile(path).archives


def test_each_kind_is_read_with_its_defaults(tmp_path: Path) -> None:
    found = archives(
        tmp_path,
        f'[archives.a]\npaths = ["old/*.gz"]\n[archives.b]\n{BUCKET}'
        '[archives.c]\nclickhouse = "https://ch.example:8443"\ntable = "shop.logs"\n',
    )
    assert found["a"].paths == (str(tmp_path / "old/*.gz"),)
    assert (found["b"].region, found["b"].prefix) == ("auto", "")
    assert (found["c"].time, found["c"].search) == ("timestamp", ("message",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", 'archives.a: an archive has one of paths = ["…"], bucket = "…" or clickhouse = "https://…"'),
        (f'{BUCKET}paths = ["x"]\n', "an archive has one of paths"),
        ('bucket = "b"\nendpoint = "https://x"\nkey_id = "k"\n', "secret is missing; an archive with bucket needs it"),
        (BUCKET.replace("https", "http"), "archives.a.endpoint: must begin with https://"),
        (BUCKET.replace("https://", "https://me:pw@"), "holds more than an address"),
        (f'{BUCKET}table = "x"\n', "archives.a.table: says nothing of an archive with bucket; take it out"),
        ('clickhouse = "https://x"\n', "table is missing; an archive with clickhouse needs it"),
        (f'{BUCKET}buckte = "x"\n', "unknown key"),
        (BUCKET.replace('"s"', '"a b"'), "archives.a.secret: a name is made of"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as raised:
        archives(tmp_path, f"[archives.a]\n{text}")
    assert says in str(raised.value.problems[0])


def test_an_archive_may_not_have_the_name_of_a_source(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a source has this name too"):
        archives(tmp_path, '[sources.a]\nkind = "log"\npaths = ["x"]\n[archives.a]\npaths = ["x"]\n')
