"""The traces of each language are one entry with the line they explain, however their bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.logs.folding import carried, starts, survey

JAVA_ALONE = b"""java.io.IOException: y
\tat d.E.f(E.java:2)
\tSuppressed: java.io.IOException: closing
\t\tat d.E.close(E.java:9)
java.io.IOException: z
\tat d.E.f(E.java:2)
a.b.StockError: 1
a.b.StockError: 2
"""
JAVA_CHAIN = b"""09:26:53.123 [main] ERROR com.bakery.Oven - cannot bake
com.bakery.OvenException: too hot
\tat com.bakery.Oven.bake(Oven.java:42)
\tSuppressed: java.io.IOException: door
\t\tat com.bakery.Door.close(Door.java:9)
Caused by: java.net.SocketTimeoutException: connect timed out
\tat java.base/java.net.Socket.connect(Socket.java:751)
\t... 12 common frames omitted
Wrapped by: com.bakery.Late: x
09:26:54.000 [main] INFO com.bakery.Oven - next
"""
DOTNET = b"""2026-03-14 ERROR boom
System.InvalidOperationException: no stock
 ---> System.IO.IOException: closed
   at Bakery.Oven.Open() in /src/Oven.cs:line 12
   --- End of inner exception stack trace ---
   at Bakery.Oven.Bake() in /src/Oven.cs:line 30
--- End of stack trace from previous location ---
   at Bakery.Program.Main() in /src/Program.cs:line 3
next
"""
GO = b"""2026/03/14 09:26:53 up
panic: runtime error: index out of range [5]
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45]

goroutine 1 [running]:
main.(*Oven).Bake(0xc000010000, {0x1, 0x2}, ...)
\t/app/oven.go:42 +0x1d
main.main()
\t/app/main.go:10 +0x25

goroutine 18 [select, 2 minutes]:
net/http.(*Server).Serve(0xc0)
\t/usr/local/go/src/net/http/server.go:3285 +0x4b
created by main.main in goroutine 1
\t/app/main.go:9 +0x11
exit status 2
2026/03/14 09:26:59 up
"""
GO_SERVED = b"""2026/03/14 09:26:53 http: panic serving 10.0.0.7:4711: boom
goroutine 7 [running]:
net/http.(*conn).serve.func1()
\t/usr/local/go/src/net/http/server.go:1947 +0xbe
panic({0x6a0f20?, 0x7747e0?})
\t/usr/local/go/src/runtime/panic.go:785 +0x132

main.main()
"""
RUST = b"""thread 'main' panicked at src/main.rs:4:5:
index out of bounds: the len is 3 but the index is 7
stack backtrace:
   0: rust_begin_unwind
             at /rustc/90b35a6/library/std/src/panicking.rs:665:5
note: run with `RUST_BACKTRACE=full` for a verbose backtrace.
next
"""
RAILS = b"""ActiveRecord::RecordNotFound (Couldn't find Order):

app/models/order.rb:12:in `fetch'
app/controllers/orders_controller.rb:7:in `show'
next
"""
PHP = b"""PHP Fatal error:  Uncaught Exception: no in /app/a.php:3
Stack trace:
#0 /app/b.php(9): bake()
#1 {main}
  thrown in /app/a.php on line 3
next
"""
NODE = b"""TypeError: Cannot read properties of undefined (reading 'id')
    at Oven.bake (/app/dist/oven.js:42:17)
    at async Server.<anonymous> (/app/dist/server.js:9:5) {
  code: 'E_OVEN',
  [cause]: Error: closed
      at Door.open (/app/dist/door.js:3:9)
}
next
"""
PYTHON_AFTER_OBJECT = b"""{"level":"error","msg":"boom"}
Traceback (most recent call last):
  File "/app/oven.py", line 42, in bake
ValueError: too hot
{"level":"info","msg":"next"}
"""
GO_AFTER_OBJECT = b"""{"level":"error","msg":"boom"}
goroutine 1 [running]:
main.main()
\t/app/main.go:10 +0x25
{"level":"info","msg":"next"}
"""

SHAPES = {
    "java chain": (JAVA_CHAIN, [b"09:26:53.123 [", b"09:26:54.000 ["]),
    "java alone": (
        JAVA_ALONE,
        [b"java.io.IOException: y", b"java.io.IOException: z", b"a.b.StockError: 1", b"a.b.StockError: 2"],
    ),
    ".net": (DOTNET, [b"2026-03-14 ERROR", b"next"]),
    "go": (GO, [b"2026/03/14 09:26:53 up", b"panic: ", b"2026/03/14 09:26:59 up"]),
    "go served": (GO_SERVED, [b"2026/03/14 09:26:53 http", b"main.main()"]),
    "rust": (RUST, [b"thread 'main'", b"next"]),
    "rails": (RAILS, [b"ActiveRecord::", b"next"]),
    "php": (PHP, [b"PHP Fatal", b"next"]),
    "node": (NODE, [b"TypeError", b"next"]),
    "python after an object": (PYTHON_AFTER_OBJECT, [b'{"level":"error"', b"Traceback", b'{"level":"info"']),
    "go after an object": (GO_AFTER_OBJECT, [b'{"level":"error"', b"goroutine 1", b'{"level":"info"']),
}


@pytest.mark.parametrize(("text", "firsts"), SHAPES.values(), ids=SHAPES)
def test_a_trace_is_one_entry(text: bytes, firsts: list[bytes]) -> None:
    found = [text[at:] for at in starts(text)]
    assert len(found) == len(firsts)
    assert all(entry.startswith(first) for entry, first in zip(found, firsts, strict=True))


@pytest.mark.parametrize("text", [text for text, _ in SHAPES.values()], ids=SHAPES)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_what_is_carried_over_a_cut_decides_as_the_whole_did(text: bytes, newline: bytes) -> None:
    lines = text.removesuffix(b"\n").replace(b"\n", newline).split(b"\n")
    whole = survey(b"\n".join(lines))[1]
    for cut in range(1, len(lines)):
        above, below = b"\n".join(lines[:cut]), b"\n".join(lines[cut:])
        assert survey(above)[1] + survey(carried(above) + b"\n" + below)[1] == whole


LINES = [
    b"",
    b"a",
    b"}",
    b" x",
    b"\t}",
    b"{}",
    b"Caused by: x",
    b"... 3 more",
    b"exit status 2",
    b"stack backtrace:",
    b"\r",
]
TRACES = [
    b"Traceback (most recent call last):",
    b"Traceback (most recent call last): {}",
    b"ValueError: x",
    b"KeyError",
]
OTHERS = [
    b"goroutine 1 [running]:",
    b"goroutine 7 [x]:\r",
    b"a.b(1, 2)",
    b"a.b(...)\r",
    b"created by a",
    b"a.b.CError: x",
]
MORE = [
    b"a.b.CException: {}",
    b"-a/b.rb:1:in `c'",
    b"a-b/c.rb:1:in `d'",
    b"- note: run with",
    b"java.io.IOException",
    b"thread 'a' panicked at b:",
    b"#1 x",
    b"a/b.rb:1:in `c'",
    b"a.Errors",
]


def test_a_line_made_to_be_slow_is_not() -> None:
    slow = b"goroutine 1 [running]:\n" + b"(" * 60_000 + b"\n" + b"a." * 30_000 + b"\n" + b"a(" * 30_000 + b"x\n"
    assert len(starts(slow * 20)) == 1 + 3 * 20


@given(st.lists(st.sampled_from(LINES + TRACES + OTHERS + MORE), min_size=2, max_size=12), st.integers(1, 11))
def test_any_lines_cut_anywhere_give_the_same_entries(lines: list[bytes], cut: int) -> None:
    whole, above, below = b"\n".join(lines), b"\n".join(lines[:cut]), b"\n".join(lines[cut:])
    if below or len(lines) > cut:
        assert survey(above)[1] + survey(carried(above) + b"\n" + below)[1] == survey(whole)[1]
        assert len(starts(whole + b"\n")) == survey(whole)[1] + 1


@pytest.mark.parametrize(
    "line",
    [
        b"com.bakery.Oven: too hot",
        b"java.lang.Errors: 3",
        b"exit status 2 of the oven",
        b"goroutine 1 is slow",
        b"goroutines: 12",
        b"main.main()",
        b"thread 'main' is slow",
        b"created by anna",
        b"stack traces: 3",
        b"#hashtag",
        b"app/models/order.rb is slow",
    ],
)
def test_an_ordinary_line_begins_an_entry(line: bytes) -> None:
    assert starts(b"above\n" + line + b"\nbelow\n") == [0, 6, 7 + len(line)]
