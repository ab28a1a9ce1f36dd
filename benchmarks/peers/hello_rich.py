"""The least that a program with click and a table of rich can do; rich is imported when the table is drawn."""

import click


@click.command()
@click.argument("name")
def hello(name: str) -> None:
    """Say hello in a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("variant", "answer")
    table.add_row(name, "hello")
    Console().print(table)


hello()
