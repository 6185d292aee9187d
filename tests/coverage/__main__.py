"""`python -m tests.coverage`: write the page again."""

from tests.coverage.table import PAGE, page, tables

if __name__ == "__main__":
    found = tables()
    PAGE.write_text(page(found), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(PAGE.parents[1])}: {sum(map(len, found.values()))} requirements")
