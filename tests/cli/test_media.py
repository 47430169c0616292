"""Files in and out on the command line."""

from tests.cli.conftest import Shell
from tests.media import files
from tests.media.test_rows import TOML


def test_files_come_with_rows_and_go_out_with_answers(bitework: Shell) -> None:
    folder = bitework.folder / "pictures"
    folder.mkdir()
    (folder / "cat.png").write_bytes(files.picture())
    bitework.write("images.toml", TOML)
    bitework.write("images.csv", "id,image\n1,cat.png\n2,cot.png\n")
    name = bitework.done("project create images.toml").out.strip()
    refused = bitework(f"import {name} images.csv --media pictures")
    assert refused.code == 1
    assert "line 3, column image: “cot.png” is not among the files" in refused.err
    taken = bitework.done(f"import {name} images.csv --media pictures --skip-bad")
    assert taken.out == f"1 rows imported into {name}, 1 bad ones left out.\n"
    (kept,) = (bitework.folder / "bitework-media").glob("??/*")  # beside the database
    assert kept.read_bytes() == files.picture()
    done = bitework.done(f"export {name} --what answers --media out -o answers.csv")
    assert "out: 0 files" in done.err
    assert list((bitework.folder / "out").iterdir()) == []
