"""Secrets that lie in files, as containers are given theirs: LOS_PRIVACY_KEY_FILE, LOS_SECRET_<NAME>_FILE name them.

A door asks once and passes on what it gets. The environment itself stays without the secret, so no program that is started
from it (dbt, a child of Airflow's) inherits one, and none shows in a list of processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SUFFIX = "_FILE"


def with_secrets(environ: Mapping[str, str], *, is_strict: bool = True) -> dict[str, str]:
    """Return an environment with every secret that a file holds under its own name, the end of the last line taken off.

    Raises ValueError, naming the setting and never the content, where a file cannot be read or is empty, or where a
    secret is set both ways: which of two should count nobody would know. Not `is_strict`: such a file is passed over.
    """
    found = dict(environ)
    for setting in sorted(environ):
        name = setting.removesuffix(SUFFIX)
        if name == setting or not environ[setting] or not _is_secret(name):
            continue
        try:
            if environ.get(name):
                raise ValueError(f"{name} and {setting} are both set; keep one of them")
            found[name] = _read(setting, Path(environ[setting]))
        except ValueError:
            if is_strict:
                raise
    return found


def _is_secret(name: str) -> bool:
    return name == "LOS_PRIVACY_KEY" or (name.startswith("LOS_SECRET_") and name != "LOS_SECRET_")


def _read(setting: str, file: Path) -> str:
    try:
        said = file.read_text(encoding="utf-8").rstrip("\r\n")
    except UnicodeDecodeError:  # its message would repeat a byte of the secret
        raise ValueError(f"{setting}: {file} is not text") from None
    except OSError as why:
        raise ValueError(f"{setting}: {file} cannot be read ({why.strerror})") from None
    if not said.strip():
        raise ValueError(f"{setting}: {file} is empty")
    return said
