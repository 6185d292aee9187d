"""Frames of traces: where they are, whose code they are, and the own one nearest to the cause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.traces import Frame, trace

PYTHON = """Traceback (most recent call last):
  File "/srv/app/api/checkout.py", line 145, in process
    order = make(cart)
  File "/srv/app/clients/stock.py", line 67, in reserve
    return await self.http.get(url, timeout=5)
  File "/srv/venv/lib/python3.11/site-packages/httpx/_client.py", line 1801, in get
    return await self.request("GET", url)
asyncio.exceptions.TimeoutError

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/app/main.py", line 12, in handle
    raise StockError("no answer")
StockError: no answer"""

NODE = """TypeError: Cannot read properties of undefined (reading 'id')
    at Object.get (/srv/app/node_modules/lru/index.js:10:3)
    at Oven.bake (/srv/app/dist/oven.js:42:17)
    at async file:///srv/app/dist/server.mjs:9:5
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  [cause]: Error: closed
      at Door.open (/srv/app/dist/door.js:3:9)
}"""

JAVA = """com.bakery.OvenException: too hot
    at org.springframework.web.Dispatcher.run(Dispatcher.java:1089)
    at com.bakery.Oven.bake(Oven.java:42)
    at app//com.bakery.Api$Orders.lambda$post$0(Api.java:9)
    Suppressed: java.io.IOException: door
        at com.bakery.Door.close(Door.java:3)
Caused by: java.net.SocketTimeoutException: connect timed out
    at java.base/java.net.Socket.connect(Socket.java:751)
    at java.base/jdk.internal.Direct.invoke(Native Method)
    at com.bakery.Stock.reserve(Stock.kt:67)
    ... 12 more"""

GO = """[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45]
goroutine 1 [running]:
panic({0x4a, 0x5b})
    /usr/local/go/src/runtime/panic.go:785 +0x132
main.(*Oven).Bake(0xc000010000, {0x1, 0x2}, ...)
    /app/oven.go:42 +0x1d
github.com/x/y.Do(0x1)
    /root/go/pkg/mod/github.com/x/y@v1.2.0/y.go:7 +0x1
goroutine 18 [select, 2 minutes]:
created by main.main in goroutine 1
    /app/main.go:9 +0x11"""

RUST = """index out of bounds: the len is 3 but the index is 7
   0: rust_begin_unwind
             at /rustc/90b35a6/library/std/src/panicking.rs:665:5
   1: bakery::oven::bake
             at ./src/oven.rs:42:5"""

DOTNET = """System.InvalidOperationException: no stock
   at System.Linq.Enumerable.First[TSource](IEnumerable`1 source)
   at Bakery.Oven.Bake(Int32 id) in /src/Bakery/Oven.cs:line 42"""

RUBY = """app/models/order.rb:12:in `fetch'
    from /usr/local/lib/ruby/gems/3.3/rack.rb:7:in 'call'"""

PHP = """Stack trace:
#0 /app/vendor/x/y.php(3): X\\y()
#1 /app/src/oven.php(42): bake(1)
#2 {main}"""


@pytest.mark.parametrize(
    ("text", "count", "innermost"),
    [
        (PYTHON, 4, "reserve  /srv/app/clients/stock.py:67"),
        (NODE, 5, "Door.open  /srv/app/dist/door.js:3"),
        (JAVA, 7, "com.bakery.Stock.reserve  Stock.kt:67"),
        (GO, 4, "main.(*Oven).Bake  /app/oven.go:42"),
        (RUST, 2, "bakery::oven::bake  ./src/oven.rs:42"),
        (DOTNET, 2, "Bakery.Oven.Bake(Int32 id)  /src/Bakery/Oven.cs:42"),
        (RUBY, 2, "fetch  app/models/order.rb:12"),
        (PHP, 2, "bake  /app/src/oven.php:42"),
        ("nothing of a trace\n    at noon", 0, "None"),
    ],
    ids=["python", "node", "java", "go", "rust", ".net", "ruby", "php", "none"],
)
def test_the_innermost_own_frame_is_that_of_the_first_cause(text: str, count: int, innermost: str) -> None:
    found = trace(text.split("\n"))
    assert len(found.frames) == count
    assert str(found.innermost) == innermost


def test_code_of_libraries_and_of_the_language_is_not_own() -> None:
    own = {str(frame) for text in (PYTHON, NODE, JAVA, GO) for frame in trace(text.split("\n")).frames if frame.own}
    assert own == {
        "process  /srv/app/api/checkout.py:145",
        "reserve  /srv/app/clients/stock.py:67",
        "handle  /srv/app/main.py:12",
        "Oven.bake  /srv/app/dist/oven.js:42",
        "file:///srv/app/dist/server.mjs:9",
        "Door.open  /srv/app/dist/door.js:3",
        "com.bakery.Oven.bake  Oven.java:42",
        "com.bakery.Api$Orders.lambda$post$0  Api.java:9",
        "com.bakery.Door.close  Door.java:3",
        "com.bakery.Stock.reserve  Stock.kt:67",
        "main.(*Oven).Bake  /app/oven.go:42",
        "main.main  /app/main.go:9",
    }


def test_the_profile_says_what_is_own() -> None:
    found = trace(JAVA.split("\n"), ("com.bakery.Api", "springframework"))
    assert [frame.at for frame in found.frames if frame.own] == [1, 3]
    assert found.innermost == Frame(
        at=1, file="Dispatcher.java", line=1089, name="org.springframework.web.Dispatcher.run", own=True
    )


@given(
    st.lists(
        st.text(max_size=30)
        | st.sampled_from([line for text in (PYTHON, NODE, JAVA, GO, RUST, PHP) for line in text.split("\n")]),
        max_size=20,
    ),
    st.lists(st.text(min_size=1, max_size=4), max_size=2),
)
def test_any_lines_are_looked_at(lines: list[str], own: list[str]) -> None:
    found = trace(lines, own)
    assert [frame.at for frame in found.frames] == sorted({frame.at for frame in found.frames})
    assert found.innermost is None or (found.innermost.own and found.innermost in found.frames)
