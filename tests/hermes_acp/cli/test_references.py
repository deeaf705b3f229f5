"""``@`` references in ``hermes run``: attached, or refused by rule with the exit code of a refusal."""

from __future__ import annotations

from support.command import Shell


def test_what_a_prompt_points_at_goes_along_and_a_secret_is_refused_where_nobody_can_be_asked(shell: Shell) -> None:
    (shell.work / "a.py").write_text("x = 1\n")
    (shell.work / ".env").write_text("KEY=1\n")
    model = shell.script([{"text": "Ok."}])
    assert shell.hermes("run", "see @a.py", HERMES_MODEL=model).code == 0
    done = shell.hermes("run", "see @.env", HERMES_MODEL=model)
    assert (done.code, done.out) == (3, "Ok.\n")
    refused, reason = done.err.splitlines()
    assert refused == "✗ Attach .env to this message: it leaves this machine for the model: Not allowed."
    assert reason.startswith("warning: Attachment: @.env is not attached: This needs a person's word")
