"""Watching 1,000 sources on this machine, against bare httpx making the same requests at the same concurrency.

python bench/watch.py [--sources 100 1000 10000]

A server of its own process answers for one host per source (127.x.y.z): feeds of 50 entries; 60 % say 304, 25 %
say 200 with the same bytes, 10 % are slow (half a second) and 5 % broken. The run that is measured finds nothing new.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.courtesy import Courtesy
from curation.database import Database, migrate
from curation.fetch import USER_AGENT, Fetcher
from curation.model import Source, SourceKind
from curation.watching import Outcome, Watcher
from flows.plain import AT_ONCE

ENTRIES, ROUNDS = 50, 3
SLOW_SECONDS = 0.5
TEXT = "Humanitarian organisations ask for informed consent before they collect personal data from affected people. "


def kind_of(number: int) -> str:
    """What the source of this number does: 5 % are broken, 10 % slow, 25 % send all again, 60 % say 304."""
    place = number % 20
    return "broken" if place == 0 else "slow" if place < 3 else "same" if place < 8 else "304"


def host_of(number: int) -> str:
    return f"127.{1 + number // 60_000}.{number // 250 % 240}.{1 + number % 250}"


# The server


def page(host: str) -> bytes:
    body = f"<h1>Guidance of {host}</h1><p>{TEXT * 3}</p><p>{TEXT * 4}</p>"
    return f'<!doctype html><html lang="en"><head><title>{host}</title></head><body><main>{body}</main>'.encode()


def feed(origin: str) -> bytes:
    items = "".join(
        f"<item><title>Guidance {n}</title><link>{origin}/{n}</link><guid>{origin}/{n}</guid>"
        f"<pubDate>Mon, {1 + n % 28:02} Jan 2026 10:00:00 GMT</pubDate><description>{TEXT}</description></item>"
        for n in range(ENTRIES)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


async def answer(host: str, path: str, asked: dict[str, str]) -> tuple[str, bytes, str]:
    """Status line, body and ETag."""
    address = host.partition(":")[0]
    _, high, middle, low = (int(part) for part in address.split("."))
    kind = kind_of((high - 1) * 60_000 + middle * 250 + low - 1)
    if path == "/robots.txt":
        return "404 Not Found", b"no rules", ""
    if kind == "broken":
        return "500 Internal Server Error", b"broken", ""
    if kind == "slow" and path == "/feed":
        await asyncio.sleep(SLOW_SECONDS)
    etag = "" if kind == "same" else f'"{path}"'
    if etag and asked.get("if-none-match") == etag:
        return "304 Not Modified", b"", etag
    return "200 OK", feed(f"http://{host}") if path == "/feed" else page(host), etag


async def serve() -> None:
    log: list[tuple[str, str, str]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().strip().split("\r\n")
                asked = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                path = first.split()[1]
                if path == "/_log":
                    status, body, etag = "200 OK", json.dumps(log).encode(), ""
                    log.clear()
                else:
                    log.append((asked["host"], path, asked.get("if-none-match", "")))
                    status, body, etag = await answer(asked["host"], path, asked)
                tag = f"ETag: {etag}\r\n" if etag else ""
                length = "" if status.startswith("304") else f"Content-Length: {len(body)}\r\n"
                writer.write(f"HTTP/1.1 {status}\r\n{tag}{length}Content-Type: text/html\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def server() -> Iterator[int]:
    """The server in a process of its own, while this lasts; its port."""
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


# The two that are compared


def watch(folder: Path, sources: Sequence[Source], moment: datetime) -> tuple[float, dict[str, int]]:
    """One whole run as a new process would make it, from opening the catalog; its seconds and how its visits ended."""
    started = time.perf_counter()
    database = Database(folder / "catalog.db")
    migrate(database)
    with Fetcher() as fetcher, ThreadPoolExecutor(AT_ONCE) as pool:
        catalog = Catalog(database)
        courtesy = Courtesy(fetcher, catalog, lambda: moment)
        watcher = Watcher(courtesy, catalog, BlobStore(folder / "blobs"), lambda: moment)
        reports = list(pool.map(watcher.visit, sources))
    database.close()
    seconds = time.perf_counter() - started
    news = sum(report.new + report.changed for report in reports)
    failed = sum(report.outcome is Outcome.FAILED for report in reports)
    return seconds, {"new": news, "failed": failed}


def bare(requests: Sequence[tuple[str, str, str]]) -> float:
    """The same requests by httpx alone, in threads that share one client, as its documentation advises."""

    def get(client: httpx.Client, request: tuple[str, str, str]) -> None:
        host, path, etag = request
        headers = {"If-None-Match": etag} if etag else {}
        try:
            client.get(f"http://{host}{path}", headers=headers)
        except httpx.TransportError:  # among many threads it now and then closes a connection that another reads
            client.get(f"http://{host}{path}", headers=headers)

    started = time.perf_counter()
    with httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=60) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda request: get(client, request), requests))
    return time.perf_counter() - started


def measured(number: int, port: int) -> str:
    """A table's row: `number` sources, first all new, then `ROUNDS` runs without news beside bare httpx."""
    sources = [
        Source(f"s{n}", "bench", SourceKind.FEED, f"http://{host_of(n)}:{port}/feed", newest=1, local=True)
        for n in range(number)
    ]
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        first, counts = watch(Path(folder), sources, moment)
        assert counts["new"] == sum(kind_of(n) != "broken" for n in range(number)), counts
        httpx.get(f"http://127.0.0.1:{port}/_log")
        ours, theirs = [], []
        for round_ in range(ROUNDS):
            # An hour apart: robots.txt is due again in none of them, the publications are in all.
            seconds, counts = watch(Path(folder), sources, moment + timedelta(hours=2 + round_))
            assert counts == {"new": 0, "failed": sum(kind_of(n) == "broken" for n in range(number))}, counts
            ours.append(seconds)
            requests = httpx.get(f"http://127.0.0.1:{port}/_log").json()
            theirs.append(bare(requests))
            httpx.get(f"http://127.0.0.1:{port}/_log")
    ratios = [own / other for own, other in zip(ours, theirs, strict=True)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    own, other, ratio = (statistics.median(values) for values in (ours, theirs, ratios))
    return (
        f"{number:7,}  {first:7.1f} s  {len(requests):8,}  {own:5.2f} s  {other:9.2f} s  {ratio:5.2f}  "
        f"{1000 * own / number:11.2f}  {peak:5.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--row", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
    elif options.row:
        with server() as port:
            print(measured(options.row, port))
    else:
        table(options.sources)


def table(numbers: Sequence[int]) -> None:
    print(f"{AT_ONCE} at once; median of {ROUNDS} runs without news, each beside bare httpx with the same requests\n")
    print("sources  first run  requests  no news   bare httpx  ratio  ms a source  peak RSS", flush=True)
    for number in numbers:  # a process each: the peak of one is not the next one's
        subprocess.run([sys.executable, __file__, "--row", str(number)], check=True)


if __name__ == "__main__":
    main()
