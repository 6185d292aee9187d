"""Texts of pieces people write, in any order, every word of them unlike the others; and small ways to import them."""

import re
from string import Formatter

from hypothesis import strategies as st

from cockpit.core.imported import Correction, Imported
from cockpit.runbooks.importing.imported import import_text

PIECES = [
    "# {}",
    "## {}",
    "##{}",
    "### Step 3: {}",
    "Step 2: {} (1 minute)",
    "Schritt 4: {}",
    "Title {} words",
    "{}\n===",
    "{}\n---",
    "{}\n~~~~~~~~",
    "========\n{}\n========",
    "== {} ==",
    "h3. {}",
    "{}",
    "{} is the {}.",
    "{} to {} has:",
    "**{}**",
    "- {}",
    "- {}\n{} - {} goes - And {}",
    "- Check\n{}_x.jsonfor {} - Then {}",
    "Response:\nkubectl get {} --all- Then {} - And {}",
    "• {}",
    "  ◦ {}",
    "•\n{}",
    "☐ {}",
    "(1) {}",
    "1) {}",
    "1. {}",
    "  - {}",
    "    - [x] {}",
    "   ```sh\n   {}\n   ```",
    "   ```sh\nkubectl get {}\n   ```",
    "        ```\n        {}\n        ```",
    "```sql {{on={} as={}}} {}\n{}\n```",
    "```\n{}\n\n```\n{}\n```\n\n{}\n```",
    "```\n{}\n```python\n{}\n```\n```",
    "```\n{} {}```\n",
    "   ```\n   {}\n   ``\n   {}",
    "{} ```",
    "```console\n$ ls {}\n{}\n$ cat {} \\\n> {}\n```",
    "```\ndb=> select {};\n{}\n```",
    "~~~{}\n{}",
    "```",
    "```sh",
    "    {}",
    "\t{}",
    "    kubectl get {}",
    "kubectl get {} -n {}",
    "# {}\nkubectl get {}",
    "-- {}\nselect * from {};",
    "$ ls {}",
    "> {}",
    "> [!NOTE]\n> {}",
    "> - {}\n> ```\n> {}\n> ```",
    "- # {}",
    "1. ```{}\n   {}\n   ```",
    "| {} | {} |\n| - | - |\n| {} | {} |",
    "| {} | {} |\n| - | - |\n{} | {} |",
    "| {} | b |\n|---|---|\n| {} | `kubectl get {}` |\n| {} | `rm -f {}` |",
    "!!! warning \"{}\"\n    {}\n    {}",
    "!!! note\n    - {}\n\n    ```sh\n    {}\n    ```",
    ":::tip {}\n{}\n:::",
    ".. note:: {}\n   {}",
    ".. code-block:: sh\n\n   {}\n   {}",
    "{{code:sh}}\n{}\n{{code}}",
    "[source,sh]\n----\n{}\n----",
    "<details>\n<summary>{}</summary>\n\n{}\n\n</details>",
    "<h2>{}</h2>\n<p>{} <b>{}</b></p>",
    "<ul>\n<li>{}</li>\n<li>{}\n{}</li></ul>",
    "<ol><li>{}<ul><li>{}</li></ul></li></ol>",
    "<pre><code class=\"language-sh\">{}\n{}</code></pre>",
    "<pre>{}",
    "<div>{}</div>",
    "<Tabs title=\"{}\">\n{}\n</Tabs>",
    "import {} from '{}';",
    "<!-- {}",
    "---",
    "Skip to main content",
    "See also",
    "[{}]: {}",
    "---\nname: {}\n{}: {}\n---",
    "+++\ntitle = \"{}\"\n+++",
    "-",
    "1.",
    "#",
    "",
    "  ",
    "{}\\\n{}  \n{}",
    "手順 1：{}",
    "{}\t{}\n{}\t{}",
    "a) {}",
    "* {}\n** {}\n*** {}",
    "| {} | b |\n|---|---|\n| {} | `ls {} | wc -l` |",
    "   a) {}\n   b) {}",
    "\n      $ ls {}\n      {}\n",
]  # fmt: skip

_WORD = re.compile(r"w\d+x")


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Documents of such pieces, with all kinds of line ends."""
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=12))
    gaps = draw(
        st.lists(st.sampled_from(["\n", "\n\n", "\n\n", "\r\n", "\n\n\n"]), min_size=len(pieces), max_size=len(pieces))
    )
    count, out = 0, []
    for piece, gap in zip(pieces, gaps, strict=True):
        slots = sum(field is not None for _, field, _, _ in Formatter().parse(piece))
        out.append(piece.format(*(f"w{count + slot}x" for slot in range(slots))) + gap)
        count += slots
    return "".join(out)


def imported(text: str, *corrections: Correction) -> Imported:
    """`text` imported as if from `file-name.txt`."""
    return import_text(text, source_id="file-name", corrections=corrections)


def words(text: str) -> list[str]:
    """The marked words of `text`."""
    return _WORD.findall(text)
