"""A file of rows: what is read from a good one, and what is said about each kind of bad one."""

import gzip
from typing import Any

import orjson
import pytest

from bot.rowfiles import RowFile
from domain.errors import Invalid
from domain.project_tables import parse
from domain.projects import Project
from domain.terms import MoneyTerms
from tests.rows.conftest import Write
from tests.rows.project_files import SPAM, SURVEY

MODERATION = parse(SPAM, MoneyTerms())
WITH_ROWS = parse(
    SURVEY.replace("[[question]]", 'show = "{{place}}"\n[[question]]', 1), MoneyTerms()
)
SEVERAL = parse(
    SPAM.replace('"choice"', '"choices"').replace("{{message}}", "{{title}} {{text}}"),
    MoneyTerms(),
)


def taken(write: Write, name: str, content: str | bytes, project: Project) -> list[Any]:
    """Give (line, row id, data, gold) of each row; there must not be a problem."""
    rows = []
    for row in RowFile(write(name, content)).rows(project):
        if row is not None:
            assert isinstance(row, tuple), str(row)
            line, row_id, data, gold = row
            rows.append((line, row_id, orjson.loads(data), orjson.loads(gold) if gold else None))
    return rows


def said(write: Write, name: str, content: str | bytes, project: Project) -> list[str]:
    """Give all that is said about a file."""
    try:
        rows = list(RowFile(write(name, content)).rows(project))
    except Invalid as error:
        return str(error).split("\n")
    return [str(row) for row in rows if row is not None and not isinstance(row, tuple)]


GOOD = 'id,message\r\nm1,"Hello, you"\r\nm2,"two\r\nlines, “quoted” ""twice"""\r\nm3,größe\r\n'
GOOD_ROWS = [
    (2, "m1", {"id": "m1", "message": "Hello, you"}, None),
    (3, "m2", {"id": "m2", "message": 'two\r\nlines, “quoted” "twice"'}, None),
    (5, "m3", {"id": "m3", "message": "größe"}, None),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_excel_and_everybody_else_write_files_that_are_read(write: Write, encoding: str) -> None:
    assert taken(write, "rows.csv", GOOD.encode(encoding), MODERATION) == GOOD_ROWS


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_delimiters_are_found_by_the_header(write: Write, mark: str) -> None:
    text = f'id{mark}message{mark}"note, if any"\n7{mark}a,b;c{mark}\n'
    if mark == ";":
        text = text.replace("a,b;c", '"a,b;c"')
    assert taken(write, "rows.csv", text, MODERATION) == [
        (2, "7", {"id": "7", "message": "a,b;c", "note, if any": ""}, None)
    ]


def test_empty_lines_are_passed_over_and_counted(write: Write) -> None:
    text = "\nid,message,x\n\nm1,a,\n,,\n\nm2,b,\n"
    assert [row[:2] for row in taken(write, "rows.csv", text, MODERATION)] == [(4, "m1"), (7, "m2")]


def test_known_answers_stand_beside_the_row_and_are_not_shown(write: Write) -> None:
    text = "gold:verdict,id,message\nSpam,m1,a\n,m2,b\n"
    assert taken(write, "rows.csv", text, MODERATION) == [
        (2, "m1", {"id": "m1", "message": "a"}, {"verdict": "spam"}),
        (3, "m2", {"id": "m2", "message": "b"}, None),
    ]


def test_known_answers_of_several_choices(write: Write) -> None:
    text = (
        "id,title,text,gold:verdict\n"
        'm1,a,,"[""spam"",""ham""]"\n'
        'm2,,b,"spam, ham"\n'
        "m3,c,d,spam\n"
    )
    assert [row[3] for row in taken(write, "rows.csv", text, SEVERAL)] == [
        {"verdict": ["ham", "spam"]}, {"verdict": ["ham", "spam"]}, {"verdict": ["spam"]},
    ]


LINES = (
    '{"id": 1, "message": "a", "tags": ["x", {"y": null}], "score": -2.5}\n'
    "\n"
    '{"id": "two", "message": true, "gold:verdict": "ham"}\n'
    '{"message": "\\\\u0000 is written out", "id": " 3 ", "gold:verdict": null}'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_lines_keep_what_they_hold(write: Write, encoding: str) -> None:
    assert taken(write, "rows.jsonl", LINES.encode(encoding), MODERATION) == [
        (1, "1", {"id": 1, "message": "a", "tags": ["x", {"y": None}], "score": -2.5}, None),
        (3, "two", {"id": "two", "message": True}, {"verdict": "ham"}),
        (4, "3", {"id": " 3 ", "message": "\\u0000 is written out"}, None),
    ]


def test_the_columns_of_json_lines_are_those_of_all_rows(write: Write) -> None:
    file = RowFile(write("rows.jsonl", LINES))
    assert len([row for row in file.rows(MODERATION) if row]) == 3
    assert file.columns == ["id", "message", "tags", "score", "gold:verdict"]


SPREADSHEET = "it is a spreadsheet or an archive; save the sheet as CSV (UTF-8)"
NOT_UTF8 = "has bytes that are not UTF-8; save the file as UTF-8"

BROKEN: dict[str, tuple[str, str | bytes, list[str]]] = {
    "an unknown ending": (
        "rows.xml", "id,message\n1,a\n",
        ["rows.xml cannot be read as rows:",
         "its name has to end with .csv or .jsonl, so that I know what it is"],
    ),
    "nothing in it": (
        "rows.csv", "", ["rows.csv cannot be read as rows:", "the file is empty"],
    ),
    "a spreadsheet": (
        "rows.csv", b"PK\x03\x04\x14\x00\x06\x00" + bytes(50),
        ["rows.csv cannot be read as rows:", SPREADSHEET],
    ),
    "an old spreadsheet": (
        "rows.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50),
        ["rows.csv cannot be read as rows:", SPREADSHEET],
    ),
    "a compressed file": (
        "rows.csv", gzip.compress(GOOD.encode()),
        ["rows.csv cannot be read as rows:", "it is compressed; unpack it first"],
    ),
    "a picture": (
        "rows.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20 + bytes(60),
        ["rows.csv cannot be read as rows:", "it is no text; rows come as CSV or JSON lines"],
    ),
    "UTF-16 without its mark": (
        "rows.csv", GOOD.encode("utf-16-le"),
        ["rows.csv cannot be read as rows:",
         "it looks like UTF-16 without its mark; save it as UTF-8"],
    ),
    "JSON under the name of CSV": (
        "rows.csv", LINES,
        ["rows.csv cannot be read as rows:",
         "it looks like JSON; name it .jsonl, with one object on each line"],
    ),
    "one line without end": (
        "rows.csv", b"id,message\n1," + b"a" * 6_000_000,
        ["rows.csv cannot be read as rows:",
         "line 2 is longer than 4 MB; is this a file of rows?"],
    ),
    "no id": (
        "rows.csv", "ID,message\n1,a\n",
        ["The columns cannot be used yet:", "there is no column “id”; rename “ID”"],
    ),
    "a column that is to be shown is missing": (
        "rows.csv", "id,mesage\n1,a\n",
        ["The columns cannot be used yet:",
         "there is no column “message”, which “show” asks for; did you mean “mesage”?"],
    ),
    "all kinds of bad columns at once": (
        "rows.csv",
        "id,message,message,,answers,result:verdict,gold:verdit,gold:x\n1,a,b,c,d,e,f,g\n",
        ["The columns cannot be used yet:",
         "“message” stands twice: columns 2 and 3",
         "column 4 has no name",
         "“answers” is a column that exports add; rename yours",
         "“result:verdict” is a column that exports add; rename yours",
         "“gold:verdit”: there is no such question; did you mean “gold:verdict”?",
         "“gold:x”: there is no such question; there are: verdict"],
    ),
    "a header of bytes": (
        "rows.csv", "id,message,größe\n1,a,b\n".encode("latin-1"),
        ["The columns cannot be used yet:",
         "the name of column 3 is not UTF-8; save the file as UTF-8"],
    ),
    "too few and too many columns": (
        "rows.csv", "id,message\nm1\nm2,a\nm3,a,b\n",
        ["line 2: 1 column where the header has 2", "line 4: 3 columns where the header has 2"],
    ),
    "an empty id": ("rows.csv", "id,message\n ,a\n", ["line 2, column id: empty"]),
    "an id without end": (
        "rows.csv", f"id,message\n{'x' * 201},a\n",
        ["line 2, column id: has 201 characters; at most 200 fit"],
    ),
    "an id that cannot be seen": (
        "rows.csv", "id,message\nm\u200b1,a\n",
        ["line 2, column id: has a character in it that cannot be seen"],
    ),
    "nothing to show": (
        "rows.csv", 'id,message\nm1,"  "\n',
        ["line 2, column message: empty, so there is nothing to show"],
    ),
    "a known answer that is no option": (
        "rows.csv", "id,message,gold:verdict\nm1,a,scam\n",
        ["line 2, column gold:verdict: “scam” is not an option (ham, spam)"],
    ),
    "Latin-1 in the middle": (
        "rows.csv", "id,message\nm1,a\nm2,größe\nm3,c\ngr\xf6,d\n".encode("latin-1"),
        [f"line 3, column message: {NOT_UTF8}", f"line 5, column id: {NOT_UTF8}"],
    ),
    "a NUL": (
        "rows.csv", f"id,message\nm0,{'a long line of text' * 5}\nm1,a\0b\n",
        ["line 3, column message: has a NUL character in it, which no database keeps"],
    ),
    "a quote that is never closed": (
        "rows.csv", 'id,message\nm1,a\nm2,"b\nm3,c\n',
        ["line 3: a quote opens here and is never closed"],
    ),
    "a quote that is closed long after": (
        "rows.csv", 'id,message\nm1,"b\n' + "m,c\n" * 40_000 + '"\n',
        ["line 2: a cell has more than 131,072 characters; is there a quote that is never closed?"],
    ),
    "text behind a quote": (
        "rows.csv", 'id,message\nm1,"a "very" good one"\nm2,b\n',
        ["line 2: there is text behind a closing quote; a quote inside a cell is written twice"],
    ),
    "half a character at the end": (
        "rows.csv", "id,message\nm1,a\n".encode("utf-16") + b"m",
        ["line 3: the file ends in the middle of a character"],
    ),
    "a cell as long as a book": (
        "rows.csv", f"id,message\nm1,{'book ' * 20_000}\n",
        ["line 2: has 100,024 characters of data; at most 64,000 fit"],
    ),
    "JSON that is none": (
        "rows.jsonl", '{"id": "a", "message": "b"}\n{"id": "c", message: "d"}\n',
        ["line 2: is not JSON from character 13 on"],
    ),
    "JSON that is a list": (
        "rows.jsonl", '[{"id": "a", "message": "b"}]\n',
        ['line 1: is no JSON object; write {"id": "…", …} on each line'],
    ),
    "JSON without the columns": (
        "rows.jsonl", '{"id": "a", "message": "b"}\n{"id": "c", "text": "d"}\n',
        ["line 2: there is no column “message”, which “show” asks for; the file has id, text"],
    ),
    "JSON ids of other kinds": (
        "rows.jsonl",
        '{"id": null, "message": "b"}\n{"id": 1.5, "message": "b"}\n{"id": true, "message": "b"}\n',
        [f"line {line}, column id: must be a text or a whole number" for line in (1, 2, 3)],
    ),
    "JSON with a NUL": (
        "rows.jsonl", '{"id": 1, "message": "a\\u0000b"}\n',
        ["line 1, column message: has a NUL character in it, which no database keeps"],
    ),
    "JSON in Latin-1": (
        "rows.jsonl", '{"id": 1, "message": "größe"}\n'.encode("latin-1"),
        [f"line 1: {NOT_UTF8}"],
    ),
    "JSON with a wrong known answer": (
        "rows.jsonl", '{"id": 1, "message": "a", "gold:verdict": 3}\n',
        ["line 1, column gold:verdict: Choose one of: ham, spam"],
    ),
    "JSON nested without end": (
        "rows.jsonl", '{"id": 1, "message": ' + "[" * 300 + "]" * 300 + "}\n",
        ["line 1: is nested too deeply"],
    ),
}


@pytest.mark.parametrize(("name", "content", "sentences"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_told_line_and_column_and_what_is_wrong(
    write: Write, name: str, content: str | bytes, sentences: list[str]
) -> None:
    assert said(write, name, content, MODERATION) == sentences


def test_a_survey_has_rows_to_show_and_no_known_answers(write: Write) -> None:
    survey = parse(SURVEY, MoneyTerms())
    assert said(write, "rows.csv", "id,place\n1,Lisbon\n", survey)[1:] == [
        "“show” names no column, so all rows would look the same; add {{column}}"
    ]
    assert said(write, "rows.csv", "id,place,gold:hurry\n1,Lisbon,3\n", WITH_ROWS)[1:] == [
        "“gold:hurry”: a survey has no known answers, every answer stands"
    ]
    assert len(taken(write, "rows.csv", "id,place\n1,Lisbon\n", WITH_ROWS)) == 1


def test_a_row_shows_something_where_one_of_its_columns_does(write: Write) -> None:
    text = "id,title,text\n1,,b\n2,a,\n3,,\n4, , \n"
    assert said(write, "rows.csv", text, SEVERAL) == [
        "line 4, column title: empty, so there is nothing to show",
        "line 5, column title: empty, so there is nothing to show",
    ]
