"""Where the two genes lie (GRCh38), for the scripts that look for them; padded like the regions given to bcftools."""

SPANS = ((54229097, 54298247), (54657918, 54740715))


def holds(position: int) -> bool:
    """Say whether a position on chromosome 4 is in one of them."""
    return any(first <= position <= last for first, last in SPANS)
