"""What the lines of a stack trace look like, as patterns over bytes: a piece for each language that prints them.

Each piece says by a line alone, or by the lines of its own trace above it, whether the line belongs there; none looks
at lines that are still to come. So entries are the same however the bytes arrive.
"""

END = rb"\r?(?=\n|\Z)"
INDENTED = rb"[ \t][^\n]*+"

# A traceback header and its indented frames; then the line with the exception itself.
PYTHON_OPEN = rb"Traceback \(most recent call last\):[^\n]*+(?:\n" + INDENTED + rb")*+"
PYTHON = PYTHON_OPEN + rb"(?:\n[A-Za-z_][\w.]{0,200}(?::[^\n]*+)?" + END + rb")?+"

# One goroutine of Go: calls at the margin, each with its file indented below.
CALL = (
    rb"(?:[A-Za-z_][^\s(:=,]{0,300}+\([^\n]*+(?:(?<=\))|(?<=\)\r))|created by [^\n]*+"
    rb"|\.\.\.additional frames elided\.\.\.\r?)(?=\n|\Z)"
)
GO_HEADER = rb"goroutine \d{1,12} [^\n]{0,200}:" + END
GO = GO_HEADER + rb"(?:\n(?:" + INDENTED + rb"|" + CALL + rb"))*+"

# A panic of Rust at its place; then the line that says why.
RUST_HEADER = rb"thread '[^'\n]{0,100}'[^\n]{0,40} panicked at [^\n]{0,300}:" + END
RUST = RUST_HEADER + rb"(?:\n(?!Traceback |goroutine |thread ')[^\n]*+)?+"

# The qualified name of what was thrown, as Java, Kotlin, Scala and .NET print it below the line of the log.
THROWN = (
    rb"(?:[a-z_][\w$]{0,60}|System|Microsoft)\.(?:[\w$]{1,60}\.){0,12}[A-Z][\w$]{0,80}+"
    rb"(?:(?<=Exception)|(?<=Error)|(?<=Throwable))(?=[:\r\n]|\Z)[^\n]*+"
)

_CAUSES = (
    rb"(?:Caused by: |Suppressed: |Wrapped by: |\.\.\. \d{1,9} (?:more|common frames omitted)|--- End of "
    rb"|During handling of the above exception|The above exception was the direct cause"
    rb"|\[signal [A-Z]|stack backtrace:|note: (?:run with|Some details are omitted)"
    rb"|#\d{1,4} |[a-z_]\w{0,60}+[./][\w./-]{0,200}\.rb:\d{1,9}:in )[^\n]*+"
)
_ALONE = rb"(?:[)\]}]{1,8}[,;]?|exit status \d{1,3}|Stack trace:|)" + END
_NOT_AFTER_OBJECT = rb"(?<!\}\n)(?<!\}\r\n)"

CONTINUES = (
    rb"(?:" + rb"|".join((INDENTED, _ALONE, _CAUSES, _NOT_AFTER_OBJECT + rb"(?:" + PYTHON + rb"|" + GO + rb")")) + rb")"
)
# An object printed before it is complete in itself, so a traceback after one is not its trace.
BEGINS = rb"(?:(?:(?<=\}\n)|(?<=\}\r\n))(?:" + PYTHON + rb"|" + GO + rb")|" + RUST + rb")"
# How any of them may begin. The first look is one test and rejects most lines (it lets the end of the text pass), the
# second nearly all others.
MAY_BE = (
    rb"(?![^ \t\r\n)\]}.#a-z_CDMSTW\[-])(?=[ \t\r\n)\]}.#]"
    rb"|[a-z_](?:[\w$]{0,60}+[./]|oroutine |hread '|xit st|ote: |tack b)"
    rb"|[CDMSTW\[-](?:aused|uppre|rappe|uring|he ab|raceb|ystem|icros|tack |-- En|signa)|\Z)"
)
