"""docs/reference/tables.md."""

from .configuration import cell

START = """\
# Tables and columns

<!-- Written by tools/reference.py from result files that the program wrote: edit the descriptions there, not
     this page. -->

A result of `match` or `align` is an HDF5 file. Each table is a one-dimensional compound dataset;
`astropy.table.Table.read(file, path="/pairs")` has the units, and so have the exports (`counterpoint export`).
`/summary` is a group whose attributes are the numbers below. Descriptions, units and UCDs are in the file itself.
In real columns NaN is "there is none"; in `ir_id` it is -1. Columns that you carry along (`xray.carry`,
`infrared.carry`) come last and have the description of their catalogue.
"""

OF_COMMAND = {"match": "What `match` writes", "align": "What `align` writes"}


def row(column):
    description = "; ".join(part for part in (column.description, f"only {column.condition}" if column.condition else "")
                            if part)
    return f"| `{column.name}` | {column.kind} | {cell(column.unit)} | {cell(description)} |"


def table_text(table):
    condition = f" Only {table.condition}." if table.condition else ""
    text = f"### {table.path}\n\n{table.meaning}{condition}\n\n"
    if not table.columns[0].name:
        return text + f"A matrix of whole numbers: {table.columns[0].description}.\n"
    word = "name" if table.path == "/summary" else "column"
    return text + "\n".join([f"| {word} | kind | unit | what it is |", "|---|---|---|---|", *map(row, table.columns)]) + "\n"


def tables_page(results):
    parts = [START]
    for command, tables in results.items():
        parts.append(f"## {OF_COMMAND[command]}\n")
        # A column of a table that is itself conditional needs no second mention.
        for table in tables:
            for column in table.columns:
                column.condition = "" if column.condition == table.condition else column.condition
        parts.extend(map(table_text, tables))
    return "\n".join(parts)
