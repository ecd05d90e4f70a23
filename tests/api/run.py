"""Starts a built dateline on a small ledger and lets schemathesis ask it everything that /api/v1/openapi.json allows, and what it does not.

Two rounds: without accounts (everybody on this machine decides), and with accounts, as an administrator. Seeded, so that a finding can
be asked again; each round has a limit of time. Ends with 1 where anything was found.
"""

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SEED = "20261126"
PASSWORD = "seven herons at the weir"


def ledger(program: str, folder: Path) -> Path:
    """A few of the sample's reports: quickly read, and something of everything in them."""
    file = folder / "api.ledger"
    reports = [str(ROOT / "samples" / "syria-2024" / f"{day}.jsonl") for day in ("2024-11-29", "2024-11-30", "2024-12-08")]
    run([program, "add", "--quiet", "-L", str(file), "--keep-text", "forever", *reports])
    return file


def run(command: list[str], **more) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, **more)
    if done.returncode != 0:
        sys.exit(f"`{' '.join(command[:3])}` ended with {done.returncode}; its message stands above")


@contextlib.contextmanager
def served(program: str, file: Path):
    """The address of a desk that runs as long as the block."""
    command = [program, "serve", "-L", str(file), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        found = re.search(r"http://([0-9.]+):([0-9]+)/", line)
        if not found:
            sys.exit(f"the program said no address: {line!r}")
        yield found[1], int(found[2])
        if process.poll() is not None:
            sys.exit(f"the program ended by itself with {process.returncode}: that is a finding")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def asked(at: tuple[str, int], method: str, path: str, body=None) -> tuple[http.client.HTTPResponse, dict]:
    connection = http.client.HTTPConnection(*at, timeout=30)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    return response, json.loads(response.read())


def round_of(tool: str, name: str, at: tuple[str, int], headers: dict[str, str], seconds: int, *more: str) -> bool:
    print(f"\n--- {name}", flush=True)
    command = [tool, "--config-file", str(HERE / "schemathesis.toml"), "run", f"http://{at[0]}:{at[1]}/api/v1/openapi.json"]
    # What the description itself is fetched with must be let in, too.
    for key, value in headers.items():
        command += ["--header", f"{key}: {value}"]
    command += ["--checks", "all", "--mode", "all", "--seed", SEED, "--generation-deterministic", "--max-time", str(seconds), *more]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
    return subprocess.run(command, env=environment).returncode == 0


def main() -> None:
    # Resolved first: the work is done in another folder. A link of an environment is not followed, it would lead out of it.
    tool, program = os.path.abspath(sys.argv[1]), str(Path(sys.argv[2]).resolve())
    good = True
    with tempfile.TemporaryDirectory(prefix="dateline-api-") as folder:
        os.chdir(folder)
        file = ledger(program, Path(folder))

        with served(program, file) as at:
            token = asked(at, "GET", "/api/v1/about")[1]["csrf"]
            good &= round_of(tool, "without accounts", at, {"X-CSRF-Token": token}, 110)

        run(
            [program, "user", "add", "-L", str(file), "clara", "--role", "admin", "--password-stdin"],
            input=PASSWORD + "\n",
            text=True,
        )
        with served(program, file) as at:
            response, told = asked(at, "POST", "/api/v1/session", {"name": "clara", "password": PASSWORD})
            cookie = response.headers["Set-Cookie"].split(";")[0]
            own = {"Cookie": cookie, "X-CSRF-Token": told["csrf"]}
            # Logging out would end the round.
            only = ["--include-path-regex", "^/api/v1/(session|users|decisions|about)", "--exclude-method", "DELETE"]
            good &= round_of(tool, "with accounts, as an administrator", at, own, 45, *only)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
