from __future__ import annotations

import asyncio

from approval_world import World
from approver_session import Session

from hermes_acp.approval.approver import Question, Reply
from hermes_acp.approval.rules import Rule
from hermes_acp_tools.action import Action


async def test_a_read_runs_without_a_question_and_is_written_down(world: World) -> None:
    session = Session(world)
    assert (await session.shell("ls")).allowed
    assert session.questions == []
    assert [(entry["verdict"], entry["answer"]) for entry in session.log] == [("allow", "none needed")]


async def test_once_is_once(world: World) -> None:
    session = Session(world)
    assert (await session.shell("touch x", "once")).allowed
    assert not (await session.shell("touch x", "reject")).allowed
    assert len(session.questions) == 2


async def test_always_for_the_session_is_not_asked_again_and_not_wider(world: World) -> None:
    session = Session(world)
    assert (await session.shell("npm test", "allow:0")).allowed
    assert (await session.shell("npm test")).allowed
    assert not (await session.shell("npm test -- x", "reject")).allowed
    assert session.remembered == [(Rule("shell", "npm test"), "session")]


async def test_an_answer_that_was_not_offered_refuses(world: World) -> None:
    session = Session(world)
    for number, answer in enumerate(("allow", "allow:9", "allow:x", "ONCE", "", "allow:²")):
        assert not (await session.shell(f"touch x{number}", answer)).allowed
    session.answers.append(Reply(None))
    assert not (await session.shell("touch y")).allowed
    assert session.remembered == []


async def test_what_only_once_may_allow_offers_no_always(world: World) -> None:
    session = Session(world)
    session.answers.append(Reply("allow:0"))
    assert not (await session.review(world.file("write", ".vscode/settings.json"))).allowed
    assert {option.kind for option in session.questions[0].options} == {"allow_once", "reject_once", "reject_always"}


async def test_a_refused_action_is_refused_again_without_a_question_until_the_next_turn(world: World) -> None:
    session = Session(world)
    refused = await session.shell("touch x", "reject")
    assert "Do not retry" in refused.why
    assert not (await session.shell("touch x")).allowed
    assert len(session.questions) == 1
    session.approver.new_turn()
    assert (await session.shell("touch x", "once")).allowed


async def test_a_refusal_for_the_session_outlives_the_turn(world: World) -> None:
    session = Session(world)
    assert not (await session.shell("touch x", "reject:turn")).allowed
    session.approver.new_turn()
    assert not (await session.shell("touch x")).allowed
    assert len(session.questions) == 1


async def test_a_refused_edit_cannot_come_back_through_the_shell(world: World) -> None:
    world = world.mode("bypass")
    ask_first = Rule("edit", "README.md", "ask")
    world.rules.add(ask_first, "user")
    session = Session(world)
    session.answers.append(Reply("reject"))
    assert not (await session.review(world.file("write", "README.md"))).allowed
    world.rules.remove(ask_first, "user")
    for command in (
        "echo x > README.md",
        "sed -i p ./README.md",
        "python3 -c \"open('README.md','w')\"",
        "cp x README.md",
    ):
        assert not (await session.shell(command)).allowed, command
    assert (await session.shell("cat README.md")).allowed
    assert not (await session.shell("python3 fix.py", "reject")).allowed
    assert session.questions[-1].options[1].kind == "reject_once"
    session.approver.new_turn()
    assert (await session.shell("python3 fix.py")).allowed


async def test_cancelling_ends_the_turn_and_is_not_a_refusal(world: World) -> None:
    session = Session(world)
    session.answers.append(Reply(None, cancelled=True))
    permission = await session.shell("touch x")
    assert (permission.allowed, permission.cancelled) == (False, True)
    assert (await session.shell("touch x", "once")).allowed


async def test_a_client_that_cannot_ask_is_not_a_person_who_refused(world: World) -> None:
    session = Session(world)
    session.answers.append(Reply(None, unavailable="connection lost"))
    permission = await session.shell("touch x")
    assert not permission.allowed
    assert "connection lost" in permission.why
    assert (await session.shell("touch x", "once")).allowed


async def test_with_nobody_to_ask_it_is_refused_and_the_rule_that_would_help_is_named(world: World) -> None:
    session = Session(world.but(interactive=False))
    permission = await session.shell("npm test")
    assert not permission.allowed
    assert "hermes permissions add 'shell(npm test)'" in permission.why
    assert session.questions == []
    assert "No saved rule" in (await session.shell("echo x > .git/config")).why


async def test_equal_questions_at_the_same_time_are_asked_once(world: World) -> None:
    session = Session(world)
    session.answers.append(Reply("allow:0"))
    permissions = await asyncio.gather(*(session.shell("npm test") for _ in range(10)))
    assert all(permission.allowed for permission in permissions)
    assert len(session.questions) == 1


async def test_twenty_edits_in_accept_edits_need_no_question(world: World) -> None:
    session = Session(world.mode("accept_edits"))
    for number in range(20):
        assert (await session.review(world.file("write", f"src/m{number}.py"))).allowed
    assert session.questions == []


async def test_an_approved_change_of_the_shell_makes_later_reads_ask(world: World) -> None:
    session = Session(world)
    assert (await session.shell("export PAGER=./x", "once")).allowed
    assert not (await session.shell("git log", "reject")).allowed
    session.approver.shell_restarted()
    assert not (await session.shell("git diff", "reject")).allowed, "exported variables are in the new shell too"


async def test_what_only_the_old_shell_knew_is_gone_with_it(world: World) -> None:
    session = Session(world)
    assert (await session.shell("alias ls='rm x'", "once")).allowed
    assert not (await session.shell("git log", "reject")).allowed
    session.approver.shell_restarted()
    assert (await session.shell("git diff")).allowed


async def test_a_harmless_variable_does_not(world: World) -> None:
    session = Session(world)
    assert (await session.shell("export CI=1 NO_COLOR=1", "once")).allowed
    assert (await session.shell("ls")).allowed


async def test_reading_strangers_content_is_remembered_across_turns(world: World) -> None:
    world.rules.add(Rule("fetch", "docs.python.org"), "user")
    world.rules.add(Rule("shell", "git push"), "user")
    session = Session(world)
    assert (await session.shell("git push")).allowed
    assert (await session.review(world.fetch("https://docs.python.org/"))).allowed
    session.approver.new_turn()
    assert not (await session.shell("git push", "reject")).allowed


async def test_the_question_shows_hidden_characters_and_the_whole_line(world: World) -> None:
    session = Session(world)
    await session.shell("ls \u202e" + "x" * 5000 + "; rm y", "reject")
    assert session.questions[0].title == "ls \\u202e" + "x" * 5000 + "; rm y"


async def test_a_mode_that_changes_while_the_question_is_open_does_not_answer_it(world: World) -> None:
    session = Session(world)

    async def ask(question: Question) -> Reply:
        session.world = session.world.mode("bypass")
        return Reply("reject")

    session.ask = ask  # type: ignore[method-assign]
    session.__post_init__()
    assert not (await session.review(world.command("touch x"))).allowed


async def test_what_a_server_gives_that_the_person_vouches_for_is_not_strangers(world: World) -> None:
    session = Session(world)
    session.answers.append(Reply("reject"))
    for server in ("s", "o"):
        session.world.rules.add(Rule("mcp", f"{server}/*"), "user")
    mine, other = Action("s__t", "mcp", server="s", vouched=True), Action("o__t", "mcp", server="o")
    assert (await session.review(mine)).allowed
    assert (await session.review(other)).allowed
    assert not (await session.review(mine)).allowed  # of the other it has heard, and could carry that away
    assert len(session.questions) == 1


async def test_a_server_the_person_allowed_may_be_called_again_with_what_it_said_until_another_is_heard(
    world: World,
) -> None:
    session = Session(world)
    mine, other = Action("s__t", "mcp", server="s"), Action("o__t", "mcp", server="o")
    session.answers += [Reply("allow:0"), Reply("once"), Reply("reject")]
    assert (await session.review(mine)).allowed
    assert (await session.review(mine)).allowed
    assert len(session.questions) == 1
    assert (await session.review(other)).allowed
    assert not (await session.review(mine)).allowed
    assert len(session.questions) == 3
