"""What somebody earned, on the command line."""

from pathlib import Path

from tests.cli.conftest import Shell


def test_a_year_month_by_month_and_as_files(bitework: Shell, tmp_path: Path) -> None:
    bitework.done("account deposit operator 1 --ref a")
    csv, page = tmp_path / "days.csv", tmp_path / "year.html"
    shown = bitework(f"account earnings operator --year 2025 --csv {csv} --html {page}")
    assert shown.out.splitlines()[:2] == [
        "month\ttasks\tminutes\tearned\textras\tpaid out",
        "2025-01\t0\t0.0\t0.00\t0.00\t0.00",
    ]
    assert shown.out.splitlines()[-1].startswith("all\t0")
    assert csv.read_text().splitlines() == ["date,tasks,minutes,earned,extras,paid_out,currency"]
    assert "Earnings in 2025" in page.read_text()
    data = bitework("account earnings operator --json").json
    assert len(data["months"]) == 12 and data["payouts"] == []
    assert "is not a year" in bitework("account earnings operator --year 99").err
