"""Publishing: all or nothing, whatever happens, and nobody else's file is ever touched."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from headword.core.errors import HeadwordError
from headword.core.files.publish import FileChanges, publish, renew
from headword.core.files.swap import one_at_a_time
from support.project import Run

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def put(files: dict[str, bytes], output: Path) -> None:
    publish(files.items(), output)


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_files_are_added_changed_removed(tmp_path: Path) -> None:
    output = tmp_path / "vocab"
    put({"a.ttl": b"1", "b/c.ttl": b"2"}, output)
    put({"a.ttl": b"3", "d.ttl": b"4"}, output)
    assert {name for name in tree(output) if name != "SHA256SUMS"} == {"a.ttl", "d.ttl"}
    assert (output / "a.ttl").read_bytes() == b"3"
    assert not (output / "b").exists()


def test_the_sums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    put({"a.ttl": b"1", "b c/d.ttl": b"2"}, tmp_path / "vocab")
    run = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path / "vocab", capture_output=True, text=True)
    assert run.returncode == 0
    assert hashlib.sha256(b"1").hexdigest() in (tmp_path / "vocab" / "SHA256SUMS").read_text()


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    output = tmp_path / "vocab"
    put({"a.ttl": b"1"}, output)
    (output / "CNAME").write_bytes(b"example.org")
    (output / "empty").mkdir()
    (output / "img").mkdir()
    (output / "img" / "x.png").write_bytes(b"png")
    (output / "link").symlink_to("CNAME")
    (output / "broken").symlink_to("nowhere")
    put({"b.ttl": b"2"}, output)
    assert (output / "CNAME").read_bytes() == b"example.org"
    assert (output / "img" / "x.png").read_bytes() == b"png"
    assert (output / "empty").is_dir()
    assert os.readlink(output / "link") == "CNAME"
    assert os.readlink(output / "broken") == "nowhere"
    assert not (output / "a.ttl").exists()


def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    output = tmp_path / "vocab"
    output.mkdir()
    (output / "a.ttl").write_bytes(b"mine")
    with pytest.raises(HeadwordError, match="not written by headword"):
        put({"a.ttl": b"1"}, output)
    assert tree(output) == {"a.ttl": b"mine"}


def test_a_merge_conflict_in_the_sums_claims_nothing(tmp_path: Path) -> None:
    output = tmp_path / "vocab"
    put({"a.ttl": b"1"}, output)
    sums = output / "SHA256SUMS"
    sums.write_text(f"<<<<<<< ours\n{sums.read_text()}=======\n{'0' * 64}  ../outside.txt\n>>>>>>> theirs\n")
    (tmp_path / "outside.txt").write_text("safe")
    put({"b.ttl": b"2"}, output)
    assert (tmp_path / "outside.txt").read_text() == "safe"
    assert set(tree(output)) == {"b.ttl", "SHA256SUMS"}


def test_nothing_is_left_beside_the_output(tmp_path: Path) -> None:
    put({"a.ttl": b"1"}, tmp_path / "vocab")
    put({"a.ttl": b"2"}, tmp_path / "vocab")
    assert [path.name for path in tmp_path.iterdir()] == ["vocab"]


def test_an_output_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "vocab").write_text("not a folder")
    with pytest.raises(HeadwordError, match="is a file, not a folder"):
        put({"a.ttl": b"1"}, tmp_path / "vocab")


def test_an_output_behind_a_link_stays_behind_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "vocab").symlink_to("real")
    put({"a.ttl": b"1"}, tmp_path / "vocab")
    assert (tmp_path / "vocab").is_symlink()
    assert (tmp_path / "real" / "a.ttl").read_bytes() == b"1"


@pytest.mark.parametrize("round_number", range(6))
def test_killed_at_any_moment_the_output_is_old_or_new(round_number: int, tmp_path: Path) -> None:
    """A real process is killed while it publishes two builds in turn, over and over."""
    output = tmp_path / "vocab"
    old = {f"{n}.ttl": b"old" * 50 for n in range(60)}
    new = {f"{n}.ttl": b"new" * 50 for n in range(30, 90)}
    put(old, output)
    sums = {True: (output / "SHA256SUMS").read_bytes()}
    put(new, output)
    sums[False] = (output / "SHA256SUMS").read_bytes()
    (output / "mine.txt").write_text("mine")
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path\n"
        "from headword.core.files.publish import publish\n"
        "output = Path(sys.argv[1])\n"
        "old = {f'{n}.ttl': b'old' * 50 for n in range(60)}\n"
        "new = {f'{n}.ttl': b'new' * 50 for n in range(30, 90)}\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for files in (new, old):\n"
        "        publish(files.items(), output)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(output), ""], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(round_number).uniform(0.005, 0.15))
    process.send_signal(signal.SIGKILL)
    process.wait()
    found = tree(output)
    assert found.pop("mine.txt") == b"mine"
    assert found.pop("SHA256SUMS") == sums[found == old]
    assert found in (old, new)
    # And the next build works, and cleans up.
    put(new, output)
    assert [path.name for path in tmp_path.iterdir()] == ["vocab"]


def test_builds_at_once_take_turns(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    """Real processes on one output: none fails, and nothing of anybody's is lost."""
    folder = site({f"taxonomy/p{n}.md": f"# Page {n}\n## Sand {n}\n" for n in range(30)})
    (folder / "vocab").mkdir()
    (folder / "vocab" / "mine.txt").write_text("mine")
    command = [sys.executable, "-m", "headword", "build"]
    for _ in range(3):
        builds = [subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) for _ in range(4)]
        assert [build.wait() for build in builds] == [0, 0, 0, 0]
        assert len(list((folder / "vocab").glob("*.ttl"))) == 31
        assert (folder / "vocab" / "mine.txt").read_text() == "mine"
        shutil.rmtree(folder / "vocab")
        (folder / "vocab").mkdir()
        (folder / "vocab" / "mine.txt").write_text("mine")


def test_a_build_that_waited_sees_what_the_other_left(tmp_path: Path) -> None:
    """The difference is taken when the turn has come, not before."""
    output = tmp_path / "vocab"
    put({"p": b"0", "q": b"0"}, output)
    results: list[FileChanges] = []
    with one_at_a_time(tmp_path):
        waiting = threading.Thread(target=lambda: results.append(publish({"p": b"1", "q": b"0"}.items(), output)))
        waiting.start()
        time.sleep(0.2)
        (output / "q").write_bytes(b"changed by the one whose turn it was")
        assert not results
    waiting.join()
    assert set(results[0].changed) == {"p", "q", "SHA256SUMS"}
    assert (output / "q").read_bytes() == b"0"


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    put({"p": b"0"}, tmp_path / "vocab")
    (tmp_path / ".headword-staging-vocab-abc").mkdir()
    put({"p": b"0"}, tmp_path / "vocab")
    assert [path.name for path in tmp_path.iterdir()] == ["vocab"]


WRITERS = {
    "by its path": "(pathlib.Path(folder) / name).write_text('x')",
    # As one does that has opened the folder before the exchange, and writes into it after.
    "into the open folder": "os.close(os.open(name, os.O_CREAT | os.O_WRONLY, dir_fd=there)); time.sleep(0.001)",
}


@pytest.mark.parametrize("writes", WRITERS)
def test_what_others_write_during_a_build_stays(tmp_path: Path, writes: str) -> None:
    output = tmp_path / "vocab"
    put({"a.ttl": b"1"}, output)
    stop = tmp_path / "stop"
    code = (
        "import os, pathlib, sys, time\n"
        "folder, stop = sys.argv[1:]\n"
        "n, there = 0, os.open(folder, os.O_RDONLY)\n"
        "while not os.path.exists(stop):\n"
        "    name = f'mine-{n}'\n"
        "    try:\n"
        f"        {WRITERS[writes]}\n"
        "        print(n); n += 1\n"
        "    except FileNotFoundError:\n"
        "        os.close(there); there = os.open(folder, os.O_RDONLY)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, str(output), str(stop)], stdout=subprocess.PIPE, text=True)
    while not (output / "mine-0").exists():
        time.sleep(0.01)
    for number in range(20):
        put({"a.ttl": str(number).encode()}, output)
    stop.touch()
    written = (writer.communicate()[0]).split()
    assert written
    assert {f"mine-{n}" for n in written} <= {path.name for path in output.iterdir()}


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB; only root can make one."""
    if not IS_ROOT or subprocess.run(["mount", "--version"], capture_output=True).returncode:
        pytest.skip("mounting a tmpfs takes root")
    place = tmp_path / "tiny"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("this sandbox mounts nothing")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_old_output(tiny_disk: Path) -> None:
    output = tiny_disk / "vocab"
    put({"a.ttl": b"old"}, output)
    before = tree(output)
    with pytest.raises(HeadwordError, match="No space left on device; nothing was changed"):
        put({"a.ttl": b"x" * 1_000_000}, output)
    assert tree(output) == before
    assert [path.name for path in tiny_disk.iterdir()] == ["vocab"]


def test_a_read_only_output_is_left_alone(site, headword: Run) -> None:  # type: ignore[no-untyped-def]
    folder = site({"taxonomy/a.md": "# Rocks\n## Sand\n"})
    output = folder / "vocab"
    output.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", str(output)]
    mounted = IS_ROOT and subprocess.run(mount, capture_output=True).returncode == 0
    if IS_ROOT and not mounted:
        pytest.skip("root can write anywhere, and this sandbox mounts nothing")
    output.chmod(0o555) if not mounted else None
    try:
        run = headword("build", cwd=folder)
        assert run.returncode == 2
        assert "read-only" in run.stderr.lower() or "nothing was changed" in run.stderr
        assert list(output.iterdir()) == []
    finally:
        if mounted:
            subprocess.run(["umount", str(output)], check=True)
        else:
            output.chmod(0o755)


@pytest.mark.parametrize("moves", range(4))
def test_a_renewal_that_was_killed_is_made_right_by_the_next(
    moves: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "site"
    renew([("a", b"1"), ("b", b"1")], output)
    left, replace = [moves], Path.replace

    def replace_some(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_some)
    with pytest.raises(KeyboardInterrupt):
        renew([("a", b"2"), ("b", b"2"), ("c", b"2")], output)
    monkeypatch.undo()
    renew([("a", b"3"), ("b", b"3"), ("c", b"3")], output)
    assert {path.read_bytes() for path in output.iterdir() if path.name != "SHA256SUMS"} == {b"3"}
    assert not renew([("a", b"3"), ("b", b"3"), ("c", b"3")], output)
