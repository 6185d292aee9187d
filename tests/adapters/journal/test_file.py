"""A journal on disk: what was acknowledged stays, what was changed shows, what cannot be written is refused."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cockpit.adapters.journal.chain import BrokenChainError, walk
from cockpit.adapters.journal.file import BALLAST_NAME, NAME, FileJournal
from cockpit.adapters.journal.shelf import FolderShelf
from cockpit.core.actions import Outcome
from cockpit.core.events import ActionFinished, IncidentDeclared, JournalMended, NoteAdded
from cockpit.core.incident import Phase
from cockpit.core.secret import Redactor, Secret
from cockpit.ports import JournalConflictError, JournalError
from tests.fakes import ACTOR, NASTY, START


def note(text: str = "a note") -> NoteAdded:
    return NoteAdded(text=text)


def filled(folder: Path, count: int = 5) -> FileJournal:
    folder.mkdir(exist_ok=True)
    journal = FileJournal(folder)
    journal.append(IncidentDeclared(incident="inc-1", profile="p", title="t", t0=START), ACTOR, START)
    for number in range(count - 1):
        journal.append(note(f"note {number} {NASTY}"), ACTOR, START)
    return journal


def why_broken(path: Path) -> tuple[int, str]:
    with open(path, "rb") as lines, pytest.raises(BrokenChainError) as caught:
        list(walk(lines))
    return caught.value.broken.seq, caught.value.broken.why


def test_what_was_appended_is_read_again(tmp_path: Path) -> None:
    journal = filled(tmp_path)
    again = FileJournal(tmp_path)
    assert [record.seq for record in again.read()] == [1, 2, 3, 4, 5]
    assert again.head == journal.head
    assert next(iter(again.read(after=3))).seq == 4


def test_files_are_private(tmp_path: Path) -> None:
    filled(tmp_path)
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


TAMPERING: dict[str, tuple[Callable[[list[bytes]], list[bytes]], int]] = {
    "a word changed": (lambda lines: [*lines[:2], lines[2].replace(b"note 1", b"note 9"), *lines[3:]], 3),
    "a line removed": (lambda lines: [*lines[:2], *lines[3:]], 3),
    "two lines swapped": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 2),
    "a line doubled": (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
    "a line of another journal": (lambda lines: [*lines[:4], lines[1]], 5),
    "the first line removed": (lambda lines: lines[1:], 1),
    "the hash blanked": (lambda lines: [*lines[:3], lines[3][:-70] + b"0" * 64 + b'"}\n', *lines[4:]], 4),
    "junk in between": (lambda lines: [*lines[:2], b"junk\n", *lines[2:]], 3),
    "a torn end": (lambda lines: [*lines[:4], lines[4][:50]], 5),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_every_tampering_is_found_where_it_begins(tmp_path: Path, name: str) -> None:
    filled(tmp_path).close()
    change, seq = TAMPERING[name]
    path = tmp_path / NAME
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    assert why_broken(path)[0] == seq


def test_a_cut_tail_needs_a_head_kept_elsewhere_to_show(tmp_path: Path) -> None:
    journal = filled(tmp_path)
    path = tmp_path / NAME
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with open(path, "rb") as lines:
        heads = [digest for _, digest in walk(lines)]
    assert journal.head not in heads


def test_a_changed_journal_is_not_written_to(tmp_path: Path) -> None:
    filled(tmp_path).close()
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes().replace(b"note 1", b"note 7"))
    before = path.read_bytes()
    with pytest.raises(JournalError, match="its hash does not match"):
        FileJournal(tmp_path)
    assert path.read_bytes() == before


def test_a_torn_end_is_set_aside_and_noted_not_lost(tmp_path: Path) -> None:
    filled(tmp_path).close()
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes() + b'{"seq":6,"at":"20')
    journal = FileJournal(tmp_path)
    torn = journal.mended()
    assert isinstance(torn, JournalMended)
    assert (tmp_path / torn.kept_as).read_bytes() == b'{"seq":6,"at":"20'
    journal.append(torn, ACTOR, START)
    assert journal.mended() is None
    assert [one.seq for one in FileJournal(tmp_path).read()] == [1, 2, 3, 4, 5, 6]


def test_whoever_appends_second_sees_the_first_before_it_writes(tmp_path: Path) -> None:
    one = filled(tmp_path)
    two = FileJournal(tmp_path)
    two.append(note("from two"), ACTOR, START)
    with pytest.raises(JournalConflictError):
        one.append(note("from one"), ACTOR, START)
    assert [record.seq for record in one.read(after=one.seq)] == [6]
    assert one.append(note("from one"), ACTOR, START).seq == 7


def test_a_secret_never_reaches_the_file(tmp_path: Path) -> None:
    secret = Secret("token", 'sk_live_"quoted"\\123')
    journal = FileJournal(tmp_path, Redactor([secret]))
    journal.append(note(f"it said {secret.reveal()} twice: {secret.reveal()}"), ACTOR, START)
    content = (tmp_path / NAME).read_text()
    assert "quoted" not in content
    assert "‹secret token›" in content
    assert len(list(FileJournal(tmp_path).read())) == 1


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError, match="cannot open the journal"):
        FileJournal(tmp_path)


WRITER = """
import sys
from pathlib import Path
from cockpit.adapters.journal.file import FileJournal
from cockpit.core.events import NoteAdded
from cockpit.ports import JournalConflictError
from tests.fakes import ACTOR, START
journal = FileJournal(Path(sys.argv[1]))
number = 0
while number < int(sys.argv[2]):
    try:
        record = journal.append(NoteAdded(text=f"{sys.argv[3]} {number} " + "x" * 300), ACTOR, START)
    except JournalConflictError:
        list(journal.read(after=journal.seq))
        continue
    number += 1
    print(record.seq, flush=True)
"""


def writer(folder: Path, count: int, name: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(count), name], stdout=subprocess.PIPE)


def test_four_processes_write_one_chain(tmp_path: Path) -> None:
    writers = [writer(tmp_path, 25, f"w{number}") for number in range(4)]
    acknowledged = [int(line) for one in writers for line in one.communicate()[0].split()]
    assert sorted(acknowledged) == list(range(1, 101))
    assert len(list(FileJournal(tmp_path).read())) == 100


@pytest.mark.parametrize("after", [1, 2, 7, 30])
def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(tmp_path: Path, after: int) -> None:
    process = writer(tmp_path, 100_000, "w")
    assert process.stdout
    acknowledged = 0
    while acknowledged < after:
        acknowledged = int(process.stdout.readline())
    process.kill()
    rest = process.communicate()[0].split()
    acknowledged = max([acknowledged, *map(int, rest)])
    records = list(FileJournal(tmp_path).read())
    assert len(records) >= acknowledged
    assert [record.seq for record in records] == list(range(1, len(records) + 1))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB."""
    if os.geteuid() != 0:
        pytest.skip("a small file system can be mounted only as root")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"this machine does not let a file system be mounted: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Use up the last byte of the disk."""
    with open(folder / "filler", "wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def write_on(journal: FileJournal) -> None:
    for _ in range(100):
        journal.append(note("x" * 4000), ACTOR, START)


def test_on_a_full_disk_an_intent_is_refused_and_the_journal_stays_whole(small_disk: Path) -> None:
    journal = filled(small_disk / "inc")
    fill(small_disk)
    with pytest.raises(JournalError, match="disk is full"):
        write_on(journal)
    count = journal.seq
    assert len(list(FileJournal(small_disk / "inc").read())) == count


def test_on_a_full_disk_an_outcome_is_written_from_the_space_held_back(small_disk: Path) -> None:
    journal = filled(small_disk / "inc")
    fill(small_disk)
    finished = ActionFinished(action="a1", outcome=Outcome.DONE, says="x" * 8000)
    journal.append(finished, ACTOR, START)
    assert not (small_disk / "inc" / BALLAST_NAME).exists()
    assert list(FileJournal(small_disk / "inc").read())[-1].event == finished


def test_the_shelf_names_incidents_by_their_hour_and_never_twice(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "incidents")
    names = [shelf.create(START)[0] for _ in range(3)]
    assert names == ["inc-20260314-0926", "inc-20260314-0926-2", "inc-20260314-0926-3"]


def test_the_shelf_finds_the_newest_open_incident_and_names_a_broken_one(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    _, journal = shelf.create(START)
    journal.append(IncidentDeclared(incident="x", profile="p", title="t", t0=START), ACTOR, START)
    name, broken = shelf.create(START)
    broken.append(note(), ACTOR, START)
    path = tmp_path / name / NAME
    path.write_bytes(path.read_bytes().replace(b"a note", b"b note"))
    assert shelf.newest_open() == "inc-20260314-0926"
    kept = {one.id: one for one in shelf.listed()}
    assert kept["inc-20260314-0926"].incident.phase is Phase.OPEN
    assert "changed" in kept[name].broken


def test_an_unknown_incident_names_those_that_are_there(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.create(START)
    with pytest.raises(JournalError, match="inc-20260314-0926"):
        shelf.open("inc-7")
    with pytest.raises(JournalError):
        shelf.open("../etc")


def test_of_two_cockpits_on_one_incident_the_first_leads_until_it_ends(tmp_path: Path) -> None:
    first = filled(tmp_path)
    second = FileJournal(tmp_path)
    assert first.lead()
    assert not second.lead()
    first.close()
    assert second.lead()
