"""The least that a program with click can do."""

import click


@click.command()
@click.argument("name")
def hello(name: str) -> None:
    """Say hello."""
    click.echo(f"hello {name}")


hello()
