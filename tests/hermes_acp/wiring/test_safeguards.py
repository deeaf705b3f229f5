"""What the settings make of the safeguards."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hermes_acp.config.layers import Layered, read_layers
from hermes_acp.models.demo import DemoModel
from hermes_acp.models.unnamed import Unnamed
from hermes_acp.wiring.safeguards import Safeguards
from hermes_acp_tools.host import Confinement
from support.sandbox import why_no_sandbox

LINUX = sys.platform == "linux"
CANARY = "tropical-Fish9-canary"


def safeguards(tmp_path: Path, config: str, **environ: str) -> Safeguards:
    home = tmp_path / ".hermes"
    home.mkdir()
    (home / "config.yaml").write_text(config)
    (home / ".env").write_text(f"ODD_SERVICE_TOKEN={CANARY}\n")

    def settings() -> Layered:
        return read_layers(str(home), environ={"PATH": os.environ["PATH"], **environ})

    return Safeguards(settings, str(home))


def test_secrets_are_masked_unless_the_person_says_otherwise(tmp_path: Path) -> None:
    redactor = safeguards(tmp_path, "").redactor()
    assert redactor is not None and CANARY not in redactor.redact(f"it is {CANARY}")


@pytest.mark.parametrize(
    ("config", "environ"),
    [
        ("security: {redact_secrets: false}", {}),
        ("security: {redact_secrets: off}", {}),
        ("", {"HERMES_REDACT_SECRETS": "false"}),
        ("", {"HERMES_REDACT_SECRETS": "0"}),
    ],
)
def test_masking_can_be_switched_off(tmp_path: Path, config: str, environ: dict[str, str]) -> None:
    assert safeguards(tmp_path, config, **environ).redactor() is None


def test_what_changes_after_the_start_switches_nothing_off(tmp_path: Path) -> None:
    guards = safeguards(tmp_path, "")
    redactor = guards.redactor()
    (tmp_path / ".hermes" / "config.yaml").write_text("security: {redact_secrets: false}")
    assert guards.redactor() is redactor is not None


def test_people_are_named_unless_the_person_says_otherwise(tmp_path: Path) -> None:
    model = DemoModel()
    assert safeguards(tmp_path, "").unnamed(model) is model
    (tmp_path / "b").mkdir()
    assert isinstance(safeguards(tmp_path / "b", "privacy: {redact_pii: true}").unnamed(model), Unnamed)


def test_a_sandbox_is_used_as_set(tmp_path: Path) -> None:
    work = str(tmp_path)
    for number, config in enumerate(("sandbox: {mode: off}", "sandbox: {mode: 'off'}")):
        (place := tmp_path / str(number)).mkdir()
        assert safeguards(place, config).confinement(work) == Confinement()
    (place := tmp_path / "env").mkdir()
    assert safeguards(place, "", HERMES_SANDBOX="off").confinement(work) == Confinement()
    if why := why_no_sandbox():
        pytest.skip(why)
    for name, config, wanted in (
        ("auto", "", Confinement(on=True, may_leave=True, own_tmp=LINUX)),
        ("network", "sandbox: {network: true}", Confinement(on=True, network=True, may_leave=True, own_tmp=LINUX)),
        ("required", "sandbox: {mode: required}", Confinement(on=True, own_tmp=LINUX)),
    ):
        (place := tmp_path / name).mkdir()
        assert safeguards(place, config).confinement(work) == wanted
