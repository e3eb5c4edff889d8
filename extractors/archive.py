"""A zip archive of tables, read in memory and within bounds: nothing is unpacked to the disk.

The only archive taken is YouTube Studio's: a `Table data.csv` and its companions, at the top or in one folder.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

MOST_MEMBERS = 20
MOST_EXPANDED = 64 << 20  # bytes of all members together
MOST_RATIO = 200  # expanded to packed, of a member of over 1 MB: years of daily zeros pack 50 to 1
SMALL = 1 << 20
ENTRY = b"PK\x01\x02"  # begins the listing of a member
MOST_ENTRIES = 2_000  # of any archive, a workbook too: the list itself takes memory
TABLE = "table data.csv"
LEFT_BY_SYSTEMS = ("__macosx/", ".ds_store", "._", "desktop.ini", "thumbs.db")


class Unsafe(ValueError):
    """The archive is not read; one line says why."""


def read_archive(content: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return the CSV members by path, the `Table data.csv` first, and the names of the others. Raises Unsafe."""
    if content.count(ENTRY) > MOST_ENTRIES:
        raise Unsafe(f"a zip archive of more than {MOST_MEMBERS} files; unpack it and give one export at a time")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir() and not _is_clutter(each.filename)]
            _measure(members)
            read = {member.filename: _read(archive, member) for member in members}
    except Unsafe:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError):
        raise Unsafe("a zip archive that cannot be opened; download it again") from None
    if any(body.startswith(b"PK") for body in read.values()):
        raise Unsafe("a zip archive within a zip archive; unpack it and give one export at a time")
    names = [name.rpartition("/")[2].casefold() for name in read]
    if len(set(names)) < len(names):
        raise Unsafe("a zip archive of several exports; give one at a time")
    if TABLE not in names:
        raise Unsafe("a zip archive and not a workbook, nor YouTube Studio's; unpack it and give one file at a time")
    tables = {name: body for name, body in read.items() if name.casefold().endswith(".csv")}
    others = [name for name in read if name not in tables]
    return dict(sorted(tables.items(), key=lambda each: not each[0].casefold().endswith(TABLE))), others


def is_workbook(content: bytes) -> bool:
    """Tell whether a zip archive is a spreadsheet's own; one cut short may be: let its reader say so."""
    if content.count(ENTRY) > MOST_ENTRIES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(part.startswith("xl/") for part in archive.namelist())
    except (zipfile.BadZipFile, struct.error, OSError, ValueError):
        return True


def _measure(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Unsafe(f"a zip archive of more than {MOST_MEMBERS} files; unpack it and give one export at a time")
    if any(member.flag_bits & 1 for member in members):
        raise Unsafe("a zip archive with a password; unpack it and give one file at a time")
    if sum(member.file_size for member in members) > MOST_EXPANDED:
        raise Unsafe(f"a zip archive that grows beyond {MOST_EXPANDED >> 20} MB; no export is so large")
    if any(each.file_size > max(SMALL, MOST_RATIO * each.compress_size) for each in members):
        raise Unsafe(f"a zip archive that grows more than {MOST_RATIO} times; no export does")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(member.file_size)  # no more than was measured, whatever it would go on to say


def _is_clutter(name: str) -> bool:
    plain = name.casefold()
    return plain.startswith("__macosx/") or plain.rpartition("/")[2].startswith(LEFT_BY_SYSTEMS)
