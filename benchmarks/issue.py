"""Issue from one hot container: 32 clients post at once through the ledger's function, against the bare statements.

The floor is the same function in its smallest form: one guarded update of the balance and one insert of the move.
"""

import threading
import time
from collections.abc import Callable
from decimal import Decimal

import psycopg

from benchmarks.figures import Figure, Goal, Peer
from benchmarks.served import migrated_database

CLIENTS = 32
SECONDS = 4.0
HOT = "C-HOT"

FLOOR = """
CREATE TABLE floor_stock (container text PRIMARY KEY, qty numeric(18, 6) CHECK (qty >= 0)) WITH (fillfactor = 50);
CREATE TABLE floor_move (request text PRIMARY KEY, seq bigint, origin text, target text, qty numeric(18, 6));
CREATE FUNCTION floor_issue(p_request text, p_container text, p_qty numeric) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO floor_move VALUES (p_request, 1, p_container, 'batch', p_qty);
    UPDATE floor_stock SET qty = qty - p_qty WHERE container = p_container;
END $$;
INSERT INTO floor_stock VALUES ('C-HOT', 1000000);
GRANT SELECT, INSERT, UPDATE ON floor_stock, floor_move TO countersign_service;
"""

Post = Callable[[psycopg.Connection, str], object]


def measured() -> list[Figure]:
    """Let the clients run against the floor, then against the ledger, then read the balance back."""
    with migrated_database() as database:
        with psycopg.connect(database.owner, autocommit=True) as owner:
            owner.execute(FLOOR)
            owner.execute("INSERT INTO stock (container, qty) VALUES (%s, 1000000)", (HOT,))
        bare = _run(database.service, CLIENTS, _bare)
        posted = _run(database.service, CLIENTS, _post)
        alone = _run(database.service, 1, _post)
        with psycopg.connect(database.service) as connection:
            left = _one(connection, "SELECT qty FROM stock WHERE container = %s", HOT)
            told = _one(connection, "SELECT sum(delta) FROM stock_entry WHERE place = %s", f"container:{HOT}")
    assert left >= 0
    assert left == Decimal(1000000) + told
    return [
        Figure(
            f"posts a second, {CLIENTS} clients", posted, "/s", Peer("bare function", bare), Goal(ratio_at_least=0.7)
        ),
        Figure("posts a second, 1 client", alone, "/s"),
    ]


def _run(url: str, clients: int, post: Post) -> float:
    """Let clients post for a while; gives posts a second of all together."""
    counts = [0] * clients
    stop = threading.Event()
    ready = threading.Barrier(clients + 1)

    def client(number: int) -> None:
        with psycopg.connect(url) as connection:
            ready.wait()
            while not stop.is_set():
                post(connection, f"{post.__name__}:{clients}:{number}:{counts[number]}")
                connection.commit()
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    time.sleep(SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


def _bare(connection: psycopg.Connection, request: str) -> None:
    connection.execute("SELECT floor_issue(%s, %s, 0.5)", (request, HOT))


def _post(connection: psycopg.Connection, request: str) -> None:
    connection.execute("SELECT post_move(%s, 1, %s, 'batch:B', 0.5, true)", (request, f"container:{HOT}"))


def _one(connection: psycopg.Connection, statement: str, value: str) -> Decimal:
    row = connection.execute(statement.encode(), (value,)).fetchone()
    assert row is not None
    return row[0]
