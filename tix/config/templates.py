"""What `tix init --template` writes: whole tix.yaml files with comments that help."""

from __future__ import annotations

from tix.errors import NotFound

_HEAD = """\
# Settings of this tracker. `tix help settings` explains every key, `tix help fields` the tickets;
# whatever is missing here has a sensible default. Check with: tix config check
format: 1
key: {key}                      # ids look like {key}-k7m2qd
name: {name}
timezone: {timezone}                # rules due dates and the days of reports
"""

_SIMPLE = """
# Three folders, and nothing else to decide.
statuses:
  open: {category: queue, meaning: Not begun}
  doing: {category: active, meaning: Begun}
  done: {category: closed, meaning: Finished}

types: [task, bug, idea]
"""

_KANBAN = """
# The columns of the board, from left to right. A category tells reports what a column means:
# queue, active, waiting or closed.
statuses:
  backlog: {category: queue, meaning: Worth doing some day}
  ready: {category: queue, meaning: Next to be pulled}
  doing: {category: active, meaning: Somebody works on it}
  review: {category: active, meaning: Somebody else looks at it}
  done: {category: closed, meaning: Delivered}

types:
  feature: It should do something new
  bug: It does not do what it should
  task: Work that nobody outside sees
  spike: Finding out what it would take

# Few cards in flight finish sooner.
workflow:
  wip: {doing: 5, review: 5}

views:
  mine: assignee:me status:ready,doing,review
  urgent: priority:high+
"""

_SUPPORT = """
# Reports and clocks go by the category: in `waiting` the ball is with somebody else.
statuses:
  open: {category: queue, meaning: Nobody works on it yet}
  doing: {category: active, meaning: An agent works on it}
  waiting:
    category: waiting
    meaning: The requester has to answer
    use_when: A reply was sent that asks for something
  vendor: {category: waiting, meaning: Somebody outside has to act}
  done: {category: closed, meaning: The requester has what they need}

types:
  support: A question, or help with something that works as it should
  request: Something to be given or set up, such as access
  incident: A service is down or worse than agreed
  problem: The cause behind one or more incidents

# What people write about, as a tree: account/login. Undeclared ones are warnings.
categories:
  account: {children: {login: Passwords and second factors, access: Rights and groups}}
  hardware: Laptops, phones, printers
  software: Anything that is installed
  network: Cables, wireless, remote access

views:
  mine: assignee:me
  unassigned: assignee:none
  urgent: priority:high+
  waiting: status:waiting,vendor

# People come into tix.d/people.yaml, service levels into tix.d/sla.yaml.
"""

TEMPLATES = {"simple": _SIMPLE, "kanban": _KANBAN, "support": _SUPPORT}
SUMMARIES = {
    "simple": "open, doing, done",
    "kanban": "a board with a backlog, limits and review",
    "support": "a help desk with waiting statuses and categories",
}


def template_text(template: str, key: str, *, name: str = "", timezone: str = "UTC") -> str:
    """Return the tix.yaml of a template; raises NotFound for no such template.

    `plain` stands for no template: all defaults.
    """
    from tix.store.emit_scalar import inline

    if template != "plain" and template not in TEMPLATES:
        raise NotFound(f"There is no template {template!r}.", hint=f"one of {', '.join(TEMPLATES)}")
    head = _HEAD.format(key=key, name=inline(name or key), timezone=inline(timezone))
    return head + TEMPLATES.get(template, "")
