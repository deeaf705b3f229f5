"""A real Neovim reads the tables for its plugins, and starts Hermes by what stands in them.

The plugins come from a forge and are not here. Where Neovim asks for CodeCompanion's adapters, it gets a stand-in that
hands back what it was given, as theirs merges it into the adapter that is named.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import HERMES, Shell
from support.editors import ACP, EDITORS, editor, environment, run

SCRIPT = """
package.preload["codecompanion.adapters"] = function()
  return { extend = function(name, more) assert(name == "opencode"); return more end }
end
local function read(name) return loadfile(name)() end
local codecompanion, avante = CODECOMPANION, AVANTE
local adapter = codecompanion.adapters.acp[codecompanion.interactions.chat.adapter]()
local provider = avante.acp_providers[avante.provider]
local commands = { adapter.commands.default, vim.list_extend({ provider.command }, provider.args) }
local said = {}
for at, command in ipairs(commands) do
  local heard = ""
  local job = vim.fn.jobstart(command, { on_stdout = function(_, data) heard = heard .. table.concat(data, "\\n") end })
  assert(job > 0, "not started: " .. command[1])
  vim.fn.chansend(job, INITIALIZE .. "\\n")
  vim.wait(30000, function() return heard:find("\\n") ~= nil end, 20)
  vim.fn.jobstop(job)
  local answer = vim.fn.json_decode(vim.split(heard, "\\n")[1])
  said[at] = { command = command, version = answer.result.protocolVersion, name = adapter.formatted_name }
end
vim.fn.writefile({ vim.fn.json_encode(said) }, "said.json")
"""


def said(home: Path, codecompanion: str, avante: str) -> list[dict[str, object]]:
    """What Neovim started from two tables, and what was answered."""
    script = SCRIPT.replace("CODECOMPANION", codecompanion).replace("AVANTE", avante)
    script = script.replace("INITIALIZE", f"[[{json.dumps(ACP)}]]")
    (home / "test.lua").write_text(script, encoding="utf-8")
    failing = "lua local ok, why = pcall(dofile, 'test.lua'); if not ok then print(why); vim.cmd('cquit 1') end"
    program = editor("nvim", "neovim")
    run(
        [program, "--headless", "--clean", "--cmd", "set rtp^=~/.config/nvim", "-c", failing, "-c", "qa!"],
        environment(home),
    )
    return json.loads((home / "said.json").read_text(encoding="utf-8"))


def expected(command: str) -> list[dict[str, object]]:
    return [{"command": [command, "acp"], "version": 1, "name": "Hermes"}] * 2


@pytest.mark.timeout(90)
def test_neovim_starts_hermes_from_the_samples(home: Path) -> None:
    folder = EDITORS / "neovim"
    tables = (f'read("{folder / name}")' for name in ("codecompanion.lua", "avante.lua"))
    assert said(home, *tables) == expected("hermes")


@pytest.mark.timeout(90)
def test_neovim_finds_what_hermes_install_wrote_and_starts_hermes(home: Path, tmp_path: Path) -> None:
    editor("nvim", "neovim")
    assert Shell(tmp_path, home / ".hermes").hermes("install", "neovim").code == 0
    module = 'require("hermes_acp")'
    assert said(home, f"{module}.codecompanion", f"{module}.avante") == expected(str(HERMES))
