"""`python -m tests.faults`: write the page again."""

from tests.faults.table import PAGE, TABLE, page, read

if __name__ == "__main__":
    rows = read(TABLE.read_text(encoding="utf-8"))
    PAGE.write_text(page(rows), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(PAGE.parents[1])}: {len(rows)} faults")
