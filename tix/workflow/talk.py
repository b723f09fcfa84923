"""Comments: saying, editing and deleting them."""

from __future__ import annotations

from datetime import datetime, timedelta

from tix.errors import BadInput, NotFound, Refused
from tix.frozen import replace
from tix.model.changes import Change, diff
from tix.model.fields import Kind, problem_with
from tix.model.ids import mint_item
from tix.model.ticket import Comment, Node, Ticket, block_text
from tix.workflow.edits import replaced

KINDS = ("reply", "note", "call", "decision", "auto")


def plan_comment(
    ticket: Ticket, text: str, *, by: str, at: datetime, kind: str = "reply", answers: str = ""
) -> list[Change]:
    """Return the change that adds a comment; `answers` is the id of the comment it is for."""
    if not text.strip():
        raise BadInput("The comment is empty.", hint=f"tix comment {ticket.id} -m TEXT")
    _check(text)
    taken = {comment.id for comment in ticket.comments}
    if answers:
        answers = find_comment(ticket, answers).id
    comment = Comment(
        mint_item(taken), _free_moment(ticket, at), by, block_text(text), kind=kind, re=answers
    )
    said: list[Node] = [dict(node) for node in ticket.records("comments")]
    return _with_comments(ticket, [*said, comment.to_node()])


def _check(text: str) -> None:
    problem = problem_with(Kind.BLOCK, block_text(text))
    if problem:
        raise BadInput(f"The comment {problem}.")


def _free_moment(ticket: Ticket, at: datetime) -> datetime:
    """Return the first second from `at` on in which nothing was said: comments go by their time."""
    taken = {comment.at for comment in ticket.comments}
    while at in taken:
        at += timedelta(seconds=1)
    return at


def plan_edit_comment(ticket: Ticket, comment_id: str, text: str, *, by: str) -> list[Change]:
    """Return the change that rewrites one of one's own comments."""
    comment = own_comment(ticket, comment_id, by)
    if not text.strip():
        raise BadInput(
            "The comment is empty.", hint=f"tix comment {ticket.id} --delete {comment.id}"
        )
    _check(text)
    return _rewrite(ticket, replace(comment, text=block_text(text), deleted=False))


def plan_delete_comment(ticket: Ticket, comment_id: str, *, by: str) -> list[Change]:
    """Return the change that marks one of one's own comments as deleted; its place stays."""
    return _rewrite(ticket, replace(own_comment(ticket, comment_id, by), text="", deleted=True))


def find_comment(ticket: Ticket, prefix: str) -> Comment:
    """Return the comment whose id begins with `prefix`; it must be one."""
    found = [comment for comment in ticket.comments if comment.id.startswith(prefix.lower())]
    if len(found) == 1:
        return found[0]
    names = ", ".join(comment.id for comment in (found or ticket.comments))
    problem = "names several comments" if found else "names no comment"
    raise NotFound(f"{prefix!r} {problem} of {ticket.id}.", hint=f"comments: {names or 'none'}")


def own_comment(ticket: Ticket, prefix: str, by: str) -> Comment:
    """Return the comment when `by` wrote it; nobody changes another's words."""
    comment = find_comment(ticket, prefix)
    if comment.by != by:
        raise Refused(
            f"Comment {comment.id} is by {comment.by}, and only its author changes it.",
            hint=f"tix comment {ticket.id} --re {comment.id} -m TEXT",
        )
    return comment


def _rewrite(ticket: Ticket, changed: Comment) -> list[Change]:
    nodes: list[Node] = []
    for node in ticket.records("comments"):
        if node.get("id") != changed.id:
            nodes.append(dict(node))
            continue
        # what this version of tix does not know about a comment stays in it
        known = Comment.from_node(node).to_node()
        extra = {key: value for key, value in node.items() if key not in known}
        nodes.append(changed.to_node() | extra)
    return _with_comments(ticket, nodes)


def _with_comments(ticket: Ticket, nodes: list[Node]) -> list[Change]:
    return diff(ticket, replaced(ticket, {"comments": nodes}))
