"""What is taken for a secret and what is not. No text here is a real one: they are put together as the test runs."""

from __future__ import annotations

import random
import string
import time
from pathlib import Path

import pytest

from hermes_acp.privacy.secrets import PLACEHOLDER, Redactor
from hermes_acp.privacy.shapes import SHAPES

LETTERS = string.ascii_letters + string.digits


def made(prefix: str, size: int, alphabet: str = LETTERS, seed: int = 1) -> str:
    """Something that looks like a key."""
    return prefix + "".join(random.Random(f"{prefix}{seed}").choices(alphabet, k=size))


HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + "234567"
KEYS = [
    made("sk-", 40), made("sk-ant-api03-", 80), made("sk-or-v1-", 64, HEX), made("sk-proj-", 60), made("ghp_", 36),
    made("github_pat_", 60), made("gho_", 36), made("glpat-", 20), made("glrt-", 24), made("xoxb-", 40, string.digits),
    made("AIza", 35), made("ya29.", 60), made("GOCSPX-", 28), made("AKIA", 16, UPPER), made("sk_live_", 24),
    made("rk_test_", 24), made("whsec_", 32), made("SG." + made("", 22) + ".", 43), made("SK", 32, HEX),
    made("123456789:AA", 33), made("hf_", 34), made("npm_", 36), made("pypi-AgEIcHlwaS5vcmc", 60), made("gsk_", 52),
    made("dckr_pat_", 27), made("dop_v1_", 64, HEX), made("xai-", 80), made("pplx-", 48), made("tvly-", 32),
    made("r8_", 37), made("nvapi-", 64), made("dapi", 32, HEX), made("ntn_", 46), made("lin_api_", 40),
    made("figd_", 40), made("hvs.", 24), made("glsa_", 40), made("sbp_", 40, HEX), made("shpat_", 32, HEX),
    made("pul-", 40, HEX), made("AGE-SECRET-KEY-1", 58, UPPER), made("key-", 32, HEX), made("ATATT3", 60),
    "eyJ" + made("", 20) + ".eyJ" + made("", 30) + "." + made("", 43),
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key[:12])
@pytest.mark.parametrize("around", ["{}", "text {} text", '{{"a": "{}"}}', "x={}\n", "('{}')", "see <{}>, there"])
def test_a_key_is_masked_wherever_it_stands(key: str, around: str) -> None:
    masked = Redactor().redact(around.format(key))
    assert key not in masked and key[8:] not in masked
    assert len(PLACEHOLDER.findall(masked)) == 1
    before, after = around.format("\0").split("\0")
    assert masked.startswith(before) and masked.endswith(after)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("DB_PASSWORD=correcthorse", "correcthorse"),
        ("export STRIPE_KEY='a8Kd02mLsP17'", "a8Kd02mLsP17"),
        ("12|API_TOKEN=zx81kk20ppqw", "zx81kk20ppqw"),
        ("deploy/.env:7:DB_PASSWORD=correcthorse", "correcthorse"),
        ("    - DB_PASSWORD=correcthorse", "correcthorse"),
        ("ENV ADMIN_TOKEN=correcthorse", "correcthorse"),
        ('"password": "hunter2!x"', "hunter2!x"),
        ('apiKey: "a8f5f167f44f4964e6c998dee827110c"', "a8f5f167f44f4964e6c998dee827110c"),
        ("aws_secret_access_key = " + "wJal0rXUt9/nFEMI+" * 2, "wJal0rXUt9/nFEMI+" * 2),
        ('API_KEY: str = "q9w8e7r6t5y4u3"', "q9w8e7r6t5y4u3"),
        ("curl https://x.test/?access_token=k3j4h5g6f7d8s9&x=1", "k3j4h5g6f7d8s9"),
        ("Authorization: Bearer abcdef0123456789abcdef", "abcdef0123456789abcdef"),
        ('"Authorization": "Basic dXNlcjpwYXNzd29yZDEyMw=="', "dXNlcjpwYXNzd29yZDEyMw=="),
        ("postgres://app:s3cr3t-pw@db.internal:5432/app", "s3cr3t-pw"),
        ("https://bob:hunter2@git.test/repo.git", "hunter2"),
        ("client-secret: 0oa1b2c3d4e5f6g7", "0oa1b2c3d4e5f6g7"),
        ("DefaultEndpointsProtocol=https;AccountKey=" + "Ab1+" * 12 + "==", "Ab1+" * 12 + "=="),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----", "\nMIIEow\nabc\n"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n(cut)", "\nb3BlbnNz\n(cut)"),
    ],
)  # fmt: skip
def test_a_secret_that_only_its_name_gives_away_is_masked(text: str, secret: str) -> None:
    masked = Redactor().redact(text)
    assert PLACEHOLDER.sub(lambda _: secret, masked) == text
    assert secret not in masked


@pytest.mark.parametrize(
    "text",
    [
        "password = getpass('Password: ')",
        "token = self.tokens.next_token()",
        "def login(username: str, password: str) -> Token:",
        'api_key = os.environ["OPENAI_API_KEY"]',
        "const token = process.env.API_TOKEN1",
        "API_KEY=${API_KEY}",
        "API_KEY=your_key_here_123",
        "password: string;",
        '"password": "required"',
        "secret_key: <put your key here>",
        "max_tokens: 100000",
        "primary_key=True, sort_key='created_at1'",
        "token: 12345678901234",
        "the secret: nobody knows it",
        "tokenizer: cl100k_base1",
        "TOKEN_FILE=/run/secrets/token1",
        'integrity": "sha512-abc123+def456=="',
        "commit 3f2504e04f8911d39a0c0305e82c3301aabbccdd",
        "550e8400-e29b-41d4-a716-446655440000",
        "task-1234567890-abcdefghij-klmnop",
        "risk-assessment-2026-and-management-plan",
        "class='sk-loading-spinner-container'",
        "https://docs.python.org:443/3/library/re.html@anchor",
        "git@github.com:owner/repo1234567890.git",
        "eyJust some prose",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert Redactor().redact(text) == text


def test_the_code_of_this_project_stays_as_it_is() -> None:
    redactor = Redactor()
    package = Path(__file__).parents[3] / "hermes_acp"
    texts = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert not [path for path, text in texts.items() if redactor.redact(text) != text]


def test_the_value_of_a_key_in_the_environment_is_masked_in_any_text() -> None:
    redactor = Redactor(["tropical-Fish9", "short", "/home/me/key", "production", "1234567890"])
    assert PLACEHOLDER.fullmatch(redactor.redact("tropical-Fish9"))
    assert "Fish9" not in redactor.redact("xtropical-Fish9y")
    for plain in ("short", "/home/me/key", "production", "1234567890"):
        assert redactor.redact(f"it is {plain}.") == f"it is {plain}."


def test_a_secret_has_one_placeholder_and_the_placeholder_one_secret() -> None:
    redactor = Redactor()
    one, two = KEYS[0], KEYS[1]
    masked = redactor.redact(f"{one} {two} {one}")
    first, second, third = masked.split(" ")
    assert first == third != second
    assert (redactor.value_of(first), redactor.value_of(second)) == (one, two)
    assert redactor.redact(masked) == masked
    assert Redactor().value_of(first) is None
    assert Redactor().redact(one) != first


def test_nothing_of_a_secret_is_in_its_placeholder() -> None:
    for key in KEYS:
        placeholder = Redactor().redact(key)
        assert not any(key[at : at + 8] in placeholder for at in range(len(key) - 8))


def test_every_shape_has_a_pattern_that_its_own_needle_leads_to() -> None:
    kinds = {Redactor().redact(key).split("-")[1] for key in KEYS}
    assert len(kinds) > 25 and kinds <= {shape.kind for shape in SHAPES}


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "key=" * 50_000, "token: " * 30_000, "://a:" * 40_000, "eyJ" * 60_000, "-----BEGIN " * 20_000,
     "password='" * 20_000, "A" * 100_000 + "=" * 100_000, ("x" * 63 + "\n") * 3000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_no_text_makes_it_slow(text: str) -> None:
    began = time.process_time()
    Redactor().redact(text)
    assert time.process_time() - began < 1.0


def test_ten_kilobytes_take_less_than_a_millisecond() -> None:
    package = Path(__file__).parents[3] / "hermes_acp"
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py")))[:102_400]
    redactor = Redactor(made("", 30, seed=n) for n in range(10))
    redactor.redact(text)
    took: list[float] = []
    for _ in range(7):
        began = time.process_time()
        redactor.redact(text)
        took.append(time.process_time() - began)
    assert min(took) / 10 < 0.001


@pytest.mark.parametrize(
    "text",
    ["hf_aQwErTyUiOpLkJhGfDsAzXcVbNmQwErTyUi", "postgres://app:correcthorse@db/app", "https://u:letmein@x.example/a"],
)
def test_a_secret_of_letters_alone_is_one_too(text: str) -> None:
    shown = Redactor().redact(text)
    assert "[redacted-" in shown
    assert not any(value in shown for value in ("aQwErTy", "correcthorse", "letmein"))
