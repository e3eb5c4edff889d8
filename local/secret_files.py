"""The secrets of docker/compose.yaml, made once: `python3 -m local.secret_files docker/secrets`. Needs nothing but Python.

Each is a file of its own. What is there already stays as it is, so the command can be given again after one was taken away to
be renewed (docs/runbook.md). Exit: 0 done, 2 the folder cannot be used (one line says why).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from pathlib import Path

DATABASE = "postgresql+psycopg2://airflow:{}@postgres:5432/airflow"
BROKER = "redis://:{}@redis:6379/0"
RESULTS = "db+postgresql+psycopg2://airflow:{}@postgres:5432/airflow"
NO_PROVIDER = "# [auth] of Streamlit: see docker/.env.example. While there is none, the dashboard shows nothing but on its own machine.\n"
FOLDERS = {
    "accounts": "One file an account, named in settings.env: LOS_SECRET_<NAME>_FILE=/run/secrets/accounts/<name>",
    "alerts": "A file with one Apprise address a line, named in settings.env: LOS_ALERT_URLS=@/run/secrets/alerts/<name>",
}


def make(folder: Path) -> list[str]:
    """Write every secret that is not there yet; return the names of those written. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # the files in it are read by the containers' users, each through a mount of its own
    for name, words in FOLDERS.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name).chmod(0o755)
        (folder / name / "README").write_text(words + "\n", encoding="utf-8")
    made = [name for name in ("postgres_password", "redis_password") if _write(folder / name, secrets.token_hex(24))]
    postgres, redis = (
        (folder / name).read_text(encoding="utf-8").strip() for name in ("postgres_password", "redis_password")
    )
    contents = {
        "redis_conf": f"requirepass {redis}",
        "airflow_database": DATABASE.format(postgres),
        "airflow_broker": BROKER.format(redis),
        "airflow_results": RESULTS.format(postgres),
        "airflow_sign_in": json.dumps({"admin": secrets.token_urlsafe(18)}),
        "fernet_key": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "jwt_secret": secrets.token_hex(32),
        "api_secret_key": secrets.token_hex(32),
        "privacy_key": secrets.token_hex(32),
        "dashboard_sign_in.toml": NO_PROVIDER,
    }
    return made + [name for name, content in contents.items() if _write(folder / name, content)]


def _write(file: Path, content: str) -> bool:
    if file.exists():
        return False
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444), "w", encoding="utf-8") as opened:
        opened.write(content)  # without an end of line: Airflow takes a file's content as it is
    file.chmod(0o444)
    return True


def main(arguments: list[str]) -> int:
    """Make what is missing, say what was made, and return the exit code."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python3 -m local.secret_files FOLDER, as a rule docker/secrets", file=sys.stderr)
        return 2
    try:
        made = make(Path(arguments[0]))
    except OSError as why:
        print(f"{why.filename or arguments[0]}: {why.strerror}", file=sys.stderr)
        return 2
    print(f"made: {', '.join(made)}" if made else "nothing was made: all are there")
    print(
        "Keep privacy_key and fernet_key where no backup of the state lies: without them a backup opens only in part."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
