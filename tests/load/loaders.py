"""The two programs that make load: pgbench asks PostgreSQL, wrk asks a server; both with four clients at once."""

import re
import subprocess
import tempfile
from pathlib import Path

from django.db import connection

CLIENTS = 4


def pgbench(script: str, **variables: int) -> float:
    """Transactions per second of a script of pgbench, with prepared statements."""
    parts = connection.settings_dict
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-f", str(file)]
        command += ["-T", str(variables.pop("seconds"))]
        for name, value in variables.items():
            command += ["-D", f"{name}={value}"]
        command += ["-h", parts["HOST"], "-U", parts["USER"]]
        command += ["-p", str(parts["PORT"])] if parts["PORT"] else []
        done = subprocess.run([*command, parts["NAME"]], check=True, capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


def wrk(addresses: list[str], seconds: int, headers: dict[str, str] | None = None) -> float:
    """Requests per second over some addresses in turn. Raises RuntimeError when an answer is no success."""
    home = addresses[0][: addresses[0].index("/", len("http://"))]
    paths = ",\n".join(f'"{address.removeprefix(home)}"' for address in addresses)
    lines = "\n".join(f"wrk.headers['{name}'] = '{value}'" for name, value in (headers or {}).items())
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "paths.lua"
        script.write_text(
            f"local paths = {{{paths}}}\nlocal n = 0\n{lines}\n"
            "request = function() n = n + 1; return wrk.format('GET', paths[n % #paths + 1]) end\n"
        )
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", str(script), home]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{addresses[0]}: {done.stdout}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])
