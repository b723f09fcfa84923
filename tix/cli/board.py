"""A board: columns of cards side by side, in as many bands as the terminal needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from tix.cli.colour import BOLD, DIM, OFF, coloured
from tix.frozen import frozen
from tix.text import clean, pad, truncate

#: A column is never narrower than this, so that titles say something.
_NARROWEST = 24
_GAP = "  "


@frozen
class Card:
    """One ticket on a board; the first `prefix` characters of its id are enough to name it."""

    id: str
    priority: str
    assignee: str
    title: str
    prefix: int = 0
    is_broken: bool = False


@frozen
class Lane:
    """One column: its name, its first cards, how many there are, the colour of its heading."""

    name: str
    cards: Sequence[Card]
    total: int
    colour: str = ""


@frozen
class Look:
    """How a board is drawn: cells across, cards a column, colours of priorities if any."""

    width: int
    most: int
    paints: bool = False
    colours: Mapping[str, str] | None = None


def board_text(lanes: Sequence[Lane], look: Look) -> str:
    """Return the board as lines of at most `width` cells."""
    across = max(1, min(len(lanes), (look.width + len(_GAP)) // (_NARROWEST + len(_GAP))))
    cells = (look.width - len(_GAP) * (across - 1)) // across
    bands = [lanes[start : start + across] for start in range(0, len(lanes), across)]
    return "\n".join("".join(_band(band, cells, look)) for band in bands)


def _band(band: Sequence[Lane], cells: int, look: Look) -> Iterator[str]:
    """Yield the lines of columns that stand side by side."""
    columns = [list(_lane(lane, cells, look)) for lane in band]
    for row in zip_longest(*columns, fillvalue=("", "")):
        line = _GAP.join(shown + pad("", cells)[: cells - width_of(plain)] for plain, shown in row)
        yield line.rstrip() + "\n"


def width_of(text: str) -> int:
    """Return how many cells an unpainted text takes."""
    from tix.text import width

    return width(text)


def _lane(lane: Lane, cells: int, look: Look) -> Iterator[tuple[str, str]]:
    """Yield the lines of a column, each plain and as it is shown."""
    head = truncate(f"{clean(lane.name).upper()} {lane.total}", cells)
    rule = "─" * cells
    bold = f"{BOLD}{coloured(head, lane.colour)}{OFF}"
    yield head, bold if look.paints else head
    yield rule, f"{DIM}{rule}{OFF}" if look.paints else rule
    for card in lane.cards[: look.most]:
        yield from _card(card, cells, look)
    if lane.total > look.most:
        more = truncate(f"+{lane.total - look.most} more", cells)
        yield more, f"{DIM}{more}{OFF}" if look.paints else more


def _card(card: Card, cells: int, look: Look) -> Iterator[tuple[str, str]]:
    name, priority = card.id.partition("-")[2] or card.id, clean(card.priority)
    about = truncate(
        " ".join(filter(None, (priority, clean(card.assignee)))), cells - len(name) - 1
    )
    title = truncate(clean(card.title), cells - 2)
    first = f"{name} {about}".rstrip()
    if not look.paints:
        yield first, first
        yield f"  {title}", f"  {title}"
        return
    known = max(card.prefix - (len(card.id) - len(name)), 0)
    colour = (look.colours or {}).get(card.priority, "")
    tinted = coloured(about, colour) if colour else f"{DIM}{about}{OFF}"
    yield first, f"{BOLD}{name[:known]}{OFF}{DIM}{name[known:]}{OFF} {tinted}" if about else name
    yield f"  {title}", f"  {coloured(title, 'red') if card.is_broken else title}"
