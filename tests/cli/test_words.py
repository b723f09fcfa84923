from __future__ import annotations

import click
import pytest

from tix.cli import options
from tix.cli.command import Dashes, command, group
from tix.cli.context import Session, pass_session


@command("find", examples=("tix find -tag:ui",), dashes=Dashes.QUERY)
@options.words
@options.fields("assignee", "tags")
@options.limit
@options.list_form
@pass_session
def find(session: Session, **given: object) -> None:
    """Find."""
    raise Called(session=session, **given)


@command("mark", examples=("tix mark k7m -ui",), dashes=Dashes.MEMBERS)
@options.ticket
@click.argument("members", nargs=-1)
@options.change_form
def mark(**given: object) -> None:
    """Mark."""
    raise Called(**given)


class Called(Exception):
    def __init__(self, **given: object) -> None:
        self.given = given


def call(which: click.Command, *args: str) -> dict[str, object]:
    with pytest.raises(Called) as caught:
        which.main(list(args), prog_name="x", standalone_mode=False, obj=Session())
    return caught.value.given


@pytest.mark.parametrize(
    "word",
    ["-tag:ui", "-due:..7d", "-priority>=high", "-1", "-(a or b)", "-login", "-resolution=fixed"],
)
def test_a_query_word_with_a_dash_is_a_word(word):
    assert call(find, "status:open", word, "-a", "ada")["words"] == ("status:open", word)


def test_options_among_query_words_stay_options():
    given = call(find, "-n5", "-tag:ui", "-t", "login", "--label", "ui", "--csv", "-aada")

    assert (given["words"], given["limit"], given["tags"]) == (("-tag:ui",), 5, ("login", "ui"))
    assert (given["assignee"], given["form"].kind) == ("ada", "csv")


def test_the_value_of_an_option_is_never_taken_for_a_word():
    given = call(find, "-a", "-tag:ui", "--", "-n")

    assert (given["assignee"], given["words"]) == ("-tag:ui", ("-n",))


@pytest.mark.parametrize("option", ["--assinee", "-x"])
def test_a_mistyped_option_is_no_query_word(option):
    with pytest.raises(click.NoSuchOption):
        find.main([option, "ada"], prog_name="x", standalone_mode=False)


def test_members_to_remove_may_look_like_options():
    given = call(mark, "k7m", "+login", "-ui", "-quick", "-q")

    assert (given["ticket"], given["members"]) == ("k7m", ("+login", "-ui", "-quick"))
    assert given["form"].kind == "ids"


def test_forms_exclude_each_other(tix):
    from tix.errors import UsageError

    with pytest.raises(UsageError, match="exclude each other"):
        find.main(["--json", "--csv"], prog_name="x", standalone_mode=False, obj=Session())


def test_global_options_reach_the_session():
    session = call(find, "--utc", "-C", "elsewhere", "--color", "never", "--no-input")["session"]

    wanted = Session(directory="elsewhere", colour="never", utc=True, no_input=True)
    assert vars(session) == vars(wanted)


def test_help_ends_with_the_examples():
    with click.Context(find, info_name="find") as context:
        assert find.get_help(context).endswith("Examples:\n  tix find -tag:ui")


def test_a_family_of_commands_has_a_default_and_an_order(capfd):
    family = group("family", [mark, find], help="Do several things.", default="find")

    assert call(family, "mark", "k7m", "+ui")["members"] == ("+ui",)
    assert call(family)["words"] == ()
    assert call(family, "--utc", "find")["session"].utc is True
    with click.Context(family, info_name="family") as context:
        assert family.get_help(context).endswith("Commands:\n  mark  Mark.\n  find  Find.")
