"""``hermes acp --setup``: the conversation with a person who types, and the same in a real terminal."""

from __future__ import annotations

import os
import select
import stat
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hermes_acp.app import App
from hermes_acp.cli.questions import Talk
from hermes_acp.cli.setup import converse
from hermes_acp.models.local import LocalServer
from support.command import HERMES, SECONDS, Provider, Shell, provider

GOOD = "sk-good-key-0123456789"
WRONG = "sk-wrong-key-987654321"


class Person:
    """Answers questions in order, and remembers what was said."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.heard: list[str] = []
        self.hidden: list[str] = []
        """Questions whose answer was not shown."""

    def ask(self, question: str) -> str:
        self.heard.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def secret(self, question: str) -> str:
        self.hidden.append(question)
        return self.ask(question)

    @property
    def all(self) -> str:
        return "\n".join(self.heard)


def talk(person: Person, servers: Sequence[LocalServer] = ()) -> int:
    app = App({})
    return converse(
        Talk(person.ask, person.secret, person.heard.append), app.home, app.models.wanted(app.settings()), servers
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_chosen_is_tried_and_then_written_down(shell: Shell) -> None:
    person = Person("custom", "", GOOD, "2")
    with provider(Provider()) as served:
        person.answers[1] = served.address
        assert talk(person) == 0
    assert person.answers == []
    assert "It answered: ready" in person.heard
    assert (shell.home / ".env").read_text() == f"CUSTOM_API_KEY={GOOD}\n"
    assert (shell.home / "config.yaml").read_text() == (
        f"model:\n  default: custom:large-2\n  provider: custom\n  base_url: {served.address}\n"
    )
    assert (mode(shell.home), mode(shell.home / ".env"), mode(shell.home / "config.yaml")) == (0o700, 0o600, 0o600)
    assert served.asked == ["GET /v1/models", "POST /v1/chat/completions"]
    assert App({}).models.defaults().model == "custom:large-2"


def test_a_key_is_asked_for_without_showing_it_and_never_said_again(shell: Shell) -> None:
    person = Person("custom", "", GOOD, "small-1")
    with provider(Provider()) as served:
        person.answers[1] = served.address
        assert talk(person) == 0
    assert len(person.hidden) == 1
    assert GOOD not in person.all


def test_a_wrong_key_is_noticed_before_the_model_is_asked_and_can_be_typed_anew(shell: Shell) -> None:
    person = Person("custom", "", WRONG, GOOD, "small-1")
    with provider(Provider()) as served:
        person.answers[1] = served.address
        assert talk(person) == 0
    assert served.asked == ["GET /v1/models", "GET /v1/models", "POST /v1/chat/completions"]
    assert (shell.home / ".env").read_text() == f"CUSTOM_API_KEY={GOOD}\n"
    assert WRONG not in person.all


def test_a_model_the_provider_does_not_have_can_be_corrected(shell: Shell) -> None:
    person = Person("custom", "", GOOD, "huge-3", "y", "", "large", "1")
    with provider(Provider()) as served:
        person.answers[1] = served.address
        assert talk(person) == 0
    assert person.answers == []
    assert "That did not work." in person.all and "has no model 'huge-3'" in person.all
    assert "default: custom:large-2" in (shell.home / "config.yaml").read_text()


def test_what_does_not_work_yet_can_be_saved_all_the_same(shell: Shell) -> None:
    person = Person("custom", "http://127.0.0.1:9/v1/", "", "later", "save")
    assert talk(person) == 0
    assert "Nothing listens at 127.0.0.1:9" in person.all
    assert (shell.home / "config.yaml").read_text() == (
        "model:\n  default: custom:later\n  provider: custom\n  base_url: http://127.0.0.1:9/v1\n"
    )
    assert not (shell.home / ".env").exists()


@pytest.mark.parametrize("typed", [0, 1, 2, 3])
def test_leaving_at_any_question_writes_nothing(shell: Shell, typed: int) -> None:
    person = Person(*["custom", "http://127.0.0.1:9/v1", GOOD, "later"][:typed])
    with pytest.raises(EOFError):
        talk(person)
    assert not shell.home.exists()


def test_leaving_after_a_failed_trial_writes_nothing_and_is_a_failure(shell: Shell) -> None:
    assert talk(Person("custom", "http://127.0.0.1:9/v1", GOOD, "later", "quit")) == 1
    assert not shell.home.exists()


def test_a_server_that_runs_here_is_the_first_choice_and_its_model_too(shell: Shell) -> None:
    person = Person("", "", "save")
    talk(person, [LocalServer("vllm", "vLLM", ("qwen-tiny",))])
    assert any(line.startswith("   1  vLLM") and line.endswith("runs here with 1 model") for line in person.heard)
    assert "Number or name [1]: " in person.heard
    assert person.hidden == []


def test_comments_and_other_settings_stay_and_what_belonged_to_the_old_provider_goes(shell: Shell) -> None:
    shell.home.mkdir()
    (shell.home / "config.yaml").write_text(
        "# mine\nmodel:\n  default: openai:gpt-5\n  provider: openai\n  base_url: http://old.example/v1\n"
        "  api_key: ${OLD_KEY}\n  context_length: 9000  # enough\nskin: dark\n"
    )
    (shell.home / ".env").write_text("# keys\nOTHER=1\nCUSTOM_API_KEY=old\n")
    person = Person("custom", "", GOOD, "small-1")
    with provider(Provider()) as served:
        person.answers[1] = served.address
        assert talk(person) == 0
    assert (shell.home / "config.yaml").read_text() == (
        f"# mine\nmodel:\n  default: custom:small-1\n  provider: custom\n  base_url: {served.address}\n"
        "  context_length: 9000  # enough\nskin: dark\n"
    )
    assert (shell.home / ".env").read_text() == f"# keys\nOTHER=1\nCUSTOM_API_KEY={GOOD}\n"


def test_enter_keeps_everything_that_was_set_before(shell: Shell) -> None:
    with provider(Provider()) as served:
        first = Person("custom", served.address, GOOD, "small-1")
        assert talk(first) == 0
        before = [(shell.home / name).read_text() for name in (".env", "config.yaml")]
        again = Person("", "", "", "")
        assert talk(again) == 0
    assert [(shell.home / name).read_text() for name in (".env", "config.yaml")] == before
    assert f"There is a key: CUSTOM_API_KEY in {shell.home}/.env. It is sent to {served.address} only." in again.heard


def test_a_variable_that_wins_over_what_is_saved_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERMES_MODEL", "demo:rules")
    monkeypatch.setenv("CUSTOM_API_KEY", "another")
    person = Person("custom", "http://127.0.0.1:9/v1", GOOD, "later", "save")
    assert talk(person) == 0
    assert [line.split(" is ")[0] for line in person.heard if line.startswith("But ")] == [
        "But CUSTOM_API_KEY",
        "But HERMES_MODEL",
    ]


@pytest.mark.parametrize("bad", ["two words", "kéy", "tab\there", ""])
def test_what_cannot_be_a_key_is_asked_again(shell: Shell, bad: str) -> None:
    person = Person("groq", bad)
    with pytest.raises(EOFError):
        talk(person)
    assert len(person.hidden) == 2


def test_a_cloud_that_signs_in_itself_says_which_variables_it_needs(shell: Shell) -> None:
    person = Person("vertex", "claude", "quit")
    assert talk(person) == 1
    assert "ANTHROPIC_VERTEX_PROJECT_ID" in person.all
    assert person.hidden == []


def test_without_a_terminal_it_says_how_to_do_without_and_exits_2(shell: Shell) -> None:
    done = shell.hermes("acp", "--setup")
    assert (done.code, done.out) == (2, "")
    assert "HERMES_MODEL=PROVIDER:MODEL" in done.err and str(shell.home / ".env") in done.err
    assert not shell.home.exists()


def test_settings_that_cannot_be_read_are_named_before_anything_is_asked(shell: Shell) -> None:
    shell.home.mkdir()
    (shell.home / "config.yaml").write_text("model: [\n")
    code, shown = in_a_terminal(shell, lambda shown: None)
    assert code == 1
    assert "config.yaml:2: this is not YAML" in shown
    assert "Who is to answer?" not in shown


def test_in_a_real_terminal_the_key_is_never_on_the_screen(shell: Shell) -> None:
    with provider(Provider()) as served:
        typed = {
            "Number or name": "custom\n",
            "Address of the API": f"{served.address}\n",
            "is not shown": f"{GOOD}\n",
            "Model:": "1\n",
        }
        code, shown = in_a_terminal(shell, lambda asked: next((typed.pop(key) for key in typed if key in asked), None))
    assert code == 0, shown
    assert "It answered: ready" in shown
    assert GOOD not in shown
    assert (shell.home / ".env").read_text() == f"CUSTOM_API_KEY={GOOD}\n"


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 1)])
def test_in_a_real_terminal_ctrl_c_and_ctrl_d_leave_at_once(shell: Shell, key: str, code: int) -> None:
    left, shown = in_a_terminal(shell, lambda asked: key if "Number or name" in asked else None)
    assert (left, shown.splitlines()[-1]) == (code, "Nothing was saved.")
    assert "Traceback" not in shown
    assert not shell.home.exists()


def in_a_terminal(shell: Shell, answer: Callable[[str], str | None]) -> tuple[int, str]:
    """Run the setup in a terminal of its own. Returns exit code and screen.

    ``answer`` gets what came since something new was typed, and says what to type. It is asked again after a second
    of silence: a key pressed between a question and the read behind it is not seen by Python before the next one.
    """
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(shell.work)
        os.execve(HERMES, ["hermes", "acp", "--setup"], shell.environment(TERM="dumb"))
    shown = asked = answered = ""
    deadline = time.monotonic() + SECONDS
    while True:
        assert time.monotonic() < deadline, f"it waits: {shown}"
        silent = not select.select([terminal], [], [], 1.0)[0]
        if not silent:
            try:
                came = os.read(terminal, 65536).decode()
            except OSError:  # EIO: the program has closed its end
                break
            shown, asked = shown + came, asked + came
        if (typed := answer(answered if silent else asked)) is not None:
            os.write(terminal, typed.encode())
            asked, answered = "", answered if silent else asked
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.replace("\r\n", "\n")
