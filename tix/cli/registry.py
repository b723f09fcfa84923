"""The table of commands: name, where it lives, what it does."""

from __future__ import annotations

from tix.frozen import frozen


@frozen
class CommandRow:
    """One command; `target` is `module:attribute` below `tix.cli.commands`."""

    name: str
    target: str
    summary: str
    aliases: tuple[str, ...] = ()


#: Sections in the order of `tix --help`; a summary is the first sentence of the command's help.
SECTIONS: dict[str, tuple[CommandRow, ...]] = {
    "Find tickets": (
        CommandRow("list", "reading:list_tickets", "List tickets that match a query", ("ls",)),
        CommandRow("mine", "reading:mine", "List what is assigned to me"),
        CommandRow(
            "search", "searching:search", "Search what tickets say, the best first, closed ones too"
        ),
        CommandRow("show", "showing:show", "Show tickets whole"),
        CommandRow(
            "board", "boards:board", "Show tickets in columns, by status or by another field"
        ),
        CommandRow("next", "picking:next_", "Suggest what to take next, and say why"),
        CommandRow(
            "ready", "picking:ready", "List tickets that can be worked on, the most pressing first"
        ),
        CommandRow(
            "blocked", "picking:blocked", "List tickets that wait for others, with what blocks them"
        ),
        CommandRow(
            "tree", "boards:tree", "Show tickets with their sub-tickets, and how much is done"
        ),
        CommandRow(
            "stats", "boards:stats", "Count tickets by status, priority, assignee, type and age"
        ),
        CommandRow("view", "views:view", "List saved queries, run one, save one or remove one"),
        CommandRow("explain", "explaining:explain", "Say what a word of the tracker means"),
        CommandRow("path", "showing:path", "Print where the files of tickets are"),
    ),
    "Change tickets": (
        CommandRow("create", "creating:create", "Open a ticket", ("new",)),
        CommandRow("edit", "editing:edit", "Edit the file of a ticket"),
        CommandRow("start", "moving:start", "Begin work on tickets"),
        CommandRow("move", "moving:move", "Move tickets to another status"),
        CommandRow("close", "moving:close", "End tickets"),
        CommandRow("reopen", "moving:reopen", "Take closed tickets back into the work"),
        CommandRow("set", "editing:set_fields", "Set fields of tickets"),
        CommandRow("assign", "editing:assign", "Give tickets to a person"),
        CommandRow("claim", "editing:claim", "Take tickets that nobody has"),
        CommandRow("unassign", "editing:unassign", "Take tickets from whoever has them"),
        CommandRow("comment", "talking:comment", "Comment on tickets"),
        CommandRow("tag", "editing:tag", "Add tags to tickets and take tags away"),
        CommandRow("flag", "editing:flag", "Add flags to tickets and take flags away"),
        CommandRow("due", "editing:due", "Say by when tickets should be done"),
        CommandRow("snooze", "editing:snooze", "Hide tickets from lists until a day"),
        CommandRow("todo", "talking:todo", "Show and change the checklist of a ticket"),
        CommandRow(
            "attach", "attaching:attach", "Keep files with a ticket: screenshots, logs, letters"
        ),
        CommandRow("link", "linking:link", "Link tickets to others"),
        CommandRow("unlink", "linking:unlink", "Take links between tickets away"),
        CommandRow("split", "linking:split", "Make sub-tickets of a ticket"),
        CommandRow("watch", "talking:watch", "Get news of tickets"),
        CommandRow("bulk", "bulk:bulk", "Change every ticket that matches a query"),
    ),
    "Look back": (
        CommandRow("log", "logging:log", "Tell what happened to tickets, the newest first"),
        CommandRow(
            "blame",
            "logging:blame",
            "Tell who set each field of a ticket, when, and in which commit",
        ),
        CommandRow("news", "news:news", "Tell what others did to my tickets since I last looked"),
        CommandRow("undo", "undoing:undo", "Take changes of tickets back, as a new commit"),
    ),
    "Work together": (
        CommandRow("sync", "syncing:sync", "Get what others did and send what you did"),
        CommandRow("resolve", "resolving:resolve", "Settle tickets that a merge left in conflict"),
        CommandRow("check", "checking:check", "Look for what others broke"),
        CommandRow(
            "explain-merge", "merging:explain_merge", "Say what a merge of two commits decides"
        ),
        CommandRow("merge-driver", "gitdoors:merge_driver", "Merge the file of a ticket for git"),
        CommandRow("merge-strategy", "gitdoors:merge_strategy", "Merge two commits for git"),
    ),
    "The tracker": (
        CommandRow("init", "founding:init", "Begin a tracker"),
        CommandRow("setup", "founding:setup", "Get a clone of a tracker ready for work"),
        CommandRow("status", "statuses:status", "List and change the statuses"),
        CommandRow("commit", "handedits:commit", "Commit what was changed by hand, checked"),
        CommandRow("config", "settings:config", "Print, change and check the settings"),
        CommandRow("doctor", "doctor:doctor", "Look for everything that may be wrong"),
        CommandRow(
            "schema", "schema:schema", "Print the JSON Schema of a ticket or of the settings"
        ),
        CommandRow("migrate", "settings:migrate", "Bring the tracker to the newest format"),
        CommandRow("import", "exchange:import_tracker", "Move a tracker in with its history"),
        CommandRow(
            "export",
            "exporting:export",
            "Take tickets out for other programs and people",
        ),
        CommandRow("demo", "exchange:demo", "Make a tracker to try: a small company's desk"),
    ),
    "Help": (
        CommandRow("completion", "meta:completion", "Print a script that completes on TAB"),
        CommandRow("help", "meta:help_", "Explain a command or a topic"),
        CommandRow("version", "meta:version", "Print the version of tix"),
    ),
}

COMMANDS: dict[str, CommandRow] = {row.name: row for rows in SECTIONS.values() for row in rows}
ALIASES: dict[str, str] = {alias: row.name for row in COMMANDS.values() for alias in row.aliases}
