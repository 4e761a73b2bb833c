from __future__ import annotations

import csv
import io

from detach_examples.recall.exports import Row, anki, table

ROW = Row(
    "a-b",
    "What?",
    'print("x", 1 < 2)\ny\t= 2',
    "x, 1",
    "So `y`.",
    "<p>So.</p>",
    "https://example.org/?a=1&b=2",
    ("deck", "page"),
)


def test_a_table_reads_back() -> None:
    text = table([ROW, ROW])
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["front", "back", "link", "tags"]
    front, back = f"{ROW.question}\n\n{ROW.front}", f"{ROW.shown}\n\n{ROW.said}"
    assert rows == [[front, back, ROW.link, "deck page"]] * 2
    assert text.count("\r\n") == 3


def test_a_file_for_anki_names_its_columns_and_escapes_code() -> None:
    text = anki([ROW])
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert head[:2] == ["#separator:tab", "#html:true"]
    assert {"#guid column:1", "#tags column:4"} < set(head)
    body = text.partition("tags column:4\n")[2]
    ((guid, front, back, tags),) = csv.reader(io.StringIO(body), delimiter="\t")
    assert guid == "detach-examples/a-b"
    assert '<pre>print("x", 1 &lt; 2)\ny\t= 2</pre>' in front
    assert back.startswith("<pre>x, 1</pre><p>So.</p>")
    assert 'href="https://example.org/?a=1&amp;b=2"' in back
    assert tags == "deck page"


def test_a_card_without_code_has_no_empty_box() -> None:
    row = Row("a_b", "What?", "a message", "", "So.", "<p>So.</p>", "u", ("errors",))
    assert "<pre></pre>" not in anki([row])
    assert table([row]).count("\n\n") == 1
