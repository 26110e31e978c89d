"""The cache of a site's files, so that a build makes only those that change.

A file counts only if nobody has touched it since the build that wrote it; the times of files show this.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from headword.core.cache import Cache, CacheEntry, decode, encode
from headword.core.files.checksums import SUMS_NAME, read_sums
from headword.core.files.publish import Unchanged, copy_output

_KIND = "site"
_read_paths = msgspec.json.Decoder(list[str]).decode


class BuildCache:
    """The files that earlier builds of the site wrote into one folder.

    Args:
        cache: the cache of the project.
        output: the folder.
        stamp: a different value for a different program, templates or config.
    """

    def __init__(self, cache: Cache, output: Path, stamp: str) -> None:
        self._cache = cache
        self._output = os.path.realpath(output)
        self._stamp = stamp
        self._sums = read_sums(output / SUMS_NAME)
        self._left = _time_of(os.path.join(self._output, SUMS_NAME))  # noqa: PTH118
        self._known = cache.read_all(_KIND) if self._sums else {}
        self._made: dict[str, CacheEntry] = {}
        self._used: set[str] = set()

    def recall(
        self, name: str, key: str, make: Callable[[], Iterable[tuple[str, bytes]]]
    ) -> Iterator[tuple[str, bytes | Unchanged]]:
        """Yield the files of ``make``, or `Unchanged` for each file of an earlier run that stays as it is.

        Args:
            name: the name of these files in the cache.
            key: a different value for different contents.
            make: a function that makes the files.
        """
        name = f"{self._output}\0{name}"
        key = f"{self._stamp} {key}"
        self._used.add(name)
        paths = decode(self._known.get(name), key, _read_paths)
        if paths is not None and all(map(self._is_as_left, paths)):
            yield from ((path, Unchanged(self._sums[path])) for path in paths)
            return
        made = []
        for path, data in make():
            made.append(path)
            yield path, data
        self._made[name] = CacheEntry(key, encode(made))

    def _is_as_left(self, path: str) -> bool:
        return path in self._sums and 0 <= _time_of(f"{self._output}/{path}") <= self._left

    def save(self) -> None:
        """Remember what was made, now that it is where it belongs."""
        self._cache.write(_KIND, self._made)
        self._cache.remove(_KIND, list(self._find_stale()))

    def _find_stale(self) -> Iterator[str]:
        """Yield the unused entries: those that this build did not make, and those of folders that are gone."""
        known = [(name.partition("\0")[0], name) for name in self._known]
        gone = {output for output in {output for output, _ in known} if not os.path.isdir(output)}  # noqa: PTH112
        for output, name in known:
            if output in gone or (output == self._output and name not in self._used):
                yield name


def copy_build(cache: Cache, source: Path, target: Path) -> None:
    """Fill the new folder ``target`` with links to the files of the build in ``source``, and remember their origin.

    The next build into ``target`` then makes only the differences. If there is such a folder, nothing changes.
    """
    if target.exists():
        return
    copy_output(source, target)
    here, there = os.path.realpath(source), os.path.realpath(target)
    entries = ((*name.partition("\0"), entry) for name, entry in cache.read_all(_KIND).items())
    cache.write(_KIND, {f"{there}\0{name}": entry for folder, _, name, entry in entries if folder == here})


def _time_of(path: str) -> int:
    """Return the time of the last change of a file in nanoseconds; -1 if there is none."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return -1
