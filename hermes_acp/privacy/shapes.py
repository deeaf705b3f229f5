"""The shapes of keys and tokens that give themselves away by how they begin.

Each shape has a word to look for first, and only among the long words of a text that could hold one: most texts have
few of those, and looking for a plain word costs a hundredth of looking for a pattern. Sources: what each service says
about the form of its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Shape(NamedTuple):
    """One kind of secret."""

    kind: str
    """A word for it, small letters and digits alone."""
    needles: tuple[str, ...]
    """One of these stands in every such secret, or right before it."""
    pattern: re.Pattern[str]
    """Finds it; the first group is the secret where there is one, else the whole is."""


def shape(kind: str, needles: str, pattern: str) -> Shape:
    """A shape from words with commas between them; it starts where no letter or digit stands before it."""
    return Shape(kind, tuple(needles.split(",")), re.compile(rf"(?<![A-Za-z0-9]){pattern}"))


_TELLING = re.compile(r"\d|://|(?:hf|api_org)_")
"""What every long word with a secret has: a digit, or one of the beginnings behind which there may be letters alone."""

# fmt: off
SHAPES: tuple[Shape, ...] = (
    shape("key", "sk-", r"sk-(?=[\w-]*\d)[A-Za-z0-9_-]{20,}"),  # OpenAI, Anthropic, OpenRouter, DeepSeek and others
    shape("key", "sess-", r"sess-[A-Za-z0-9]{32,}"),
    shape("github", "ghp_,gho_,ghu_,ghs_,ghr_", r"gh[pousr]_[A-Za-z0-9]{30,}"),
    shape("github", "github_pat_", r"github_pat_\w{22,}"),
    shape("gitlab", "glpat-,gldt-,glrt-,glcbt-,glptt-,glft-,glimt-,glagent-,glsoat-,gloas-,glffct-,GR1348941",
          r"(?:gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas|ffct)-|GR1348941)[\w.-]{20,}"),
    shape("slack", "xox,xapp-", r"(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}"),
    shape("slack", "hooks.slack.com", r"hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/]{20,})"),
    shape("discord", "discord", r"discord(?:app)?\.com/api/webhooks/(\d+/[\w-]{20,})"),
    shape("google", "AIza", r"AIza[\w-]{35}"),
    shape("google", "ya29.", r"ya29\.[\w-]{20,}"),
    shape("google", "GOCSPX-", r"GOCSPX-[\w-]{20,}"),
    shape("aws", "AKIA,ASIA,ABIA,ACCA", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])"),
    shape("aws", "ABSK", r"ABSK[A-Za-z0-9+/]{60,}={0,2}"),
    shape("azure", "AccountKey=", r"AccountKey=([A-Za-z0-9+/]{40,}={0,2})"),
    shape("azure", "SharedAccessKey=", r"SharedAccessKey=([A-Za-z0-9+/]{30,}={0,2})"),
    shape("stripe", "k_live_,k_test_,whsec_", r"(?:(?:sk|rk)_(?:live|test)_|whsec_)[A-Za-z0-9+/]{16,}={0,2}"),
    shape("elevenlabs", "sk_", r"sk_[0-9a-f]{40,}"),
    shape("sendgrid", "SG.", r"SG\.[\w-]{16,}\.[\w-]{16,}"),
    shape("brevo", "xkeysib-,xsmtpsib-", r"x(?:key|smtp)sib-[0-9a-f]{32,}[\w-]*"),
    shape("mailgun", "key-", r"key-[0-9a-f]{32}(?![0-9a-f])"),
    shape("mailchimp", "-us", r"[0-9a-f]{32}-us\d{1,2}(?!\w)"),
    shape("twilio", "SK", r"SK[0-9a-f]{32}(?![0-9a-f])"),
    shape("telegram", ":AA", r"\d{8,10}:AA[\w-]{32,}"),
    shape("huggingface", "hf_,api_org_", r"(?:hf|api_org)_[A-Za-z0-9]{30,}"),
    shape("npm", "npm_", r"npm_[A-Za-z0-9]{36}"),
    shape("pypi", "pypi-AgE", r"pypi-AgE[\w-]{50,}"),
    shape("rubygems", "rubygems_", r"rubygems_[0-9a-f]{40,}"),
    shape("docker", "dckr_", r"dckr_(?:pat|oat)_[\w-]{20,}"),
    shape("atlassian", "ATATT3,ATBB,ATCTT3", r"(?:ATATT3|ATBB|ATCTT3)[\w=-]{24,}"),
    shape("digitalocean", "dop_v1_,doo_v1_,dor_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    shape("groq", "gsk_", r"gsk_[A-Za-z0-9]{40,}"),
    shape("xai", "xai-", r"xai-[A-Za-z0-9]{40,}"),
    shape("perplexity", "pplx-", r"pplx-[A-Za-z0-9]{40,}"),
    shape("tavily", "tvly-", r"tvly-[A-Za-z0-9-]{20,}"),
    shape("firecrawl", "fc-", r"fc-[0-9a-f]{32}(?![0-9a-f])"),
    shape("replicate", "r8_", r"r8_[A-Za-z0-9]{37}"),
    shape("fireworks", "fw_", r"fw_[A-Za-z0-9]{22,}"),
    shape("nvidia", "nvapi-", r"nvapi-[\w-]{40,}"),
    shape("pinecone", "pcsk_", r"pcsk_\w{40,}"),
    shape("langsmith", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    shape("databricks", "dapi", r"dapi[0-9a-f]{32}(?:-\d+)?"),
    shape("notion", "ntn_,secret_", r"(?:ntn_|secret_)[A-Za-z0-9]{40,}"),
    shape("linear", "lin_", r"lin_(?:api|oauth)_[A-Za-z0-9]{32,}"),
    shape("figma", "figd_", r"figd_[\w-]{30,}"),
    shape("airtable", "pat", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    shape("postman", "PMAK-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    shape("doppler", "dp.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{30,}"),
    shape("vault", "hvs.,hvb.,hvr.", r"hv[sbr]\.[\w-]{24,}"),
    shape("terraform", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}"),
    shape("grafana", "glsa_,glc_", r"(?:glsa|glc)_[A-Za-z0-9+/=_]{32,}"),
    shape("newrelic", "NRAK-", r"NRAK-[A-Z0-9]{27}"),
    shape("sentry", "sntry", r"sntry[su]_[A-Za-z0-9+/=_]{40,}"),
    shape("planetscale", "pscale_", r"pscale_(?:tkn|pw|oauth)_[\w.-]{32,}"),
    shape("supabase", "sbp_,sb_secret_", r"(?:sbp|sb_secret)_[A-Za-z0-9_-]{24,}"),
    shape("netlify", "nfp_", r"nfp_[A-Za-z0-9]{36,}"),
    shape("heroku", "HRKU-", r"HRKU-[\w-]{36,}"),
    shape("shopify", "shpat_,shpca_,shppa_,shpss_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    shape("square", "sq0", r"sq0(?:atp|csp)-[\w-]{22,}"),
    shape("buildkite", "bku", r"bku[at]_[0-9a-z]{40}"),
    shape("circleci", "CCIPAT_", r"CCIPAT_\w{40,}"),
    shape("pulumi", "pul-", r"pul-[0-9a-f]{40}"),
    shape("tailscale", "tskey-", r"tskey-[a-z]+-[\w-]{20,}"),
    shape("contentful", "CFPAT-", r"CFPAT-[\w-]{40,}"),
    shape("resend", "re_", r"re_[A-Za-z0-9]{8,}_[A-Za-z0-9]{20,}"),
    shape("alibaba", "LTAI", r"LTAI[A-Za-z0-9]{20,}"),
    shape("age", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{50,}"),
    shape("onepassword", "ops_eyJ", r"ops_eyJ[\w+/=-]{50,}"),
    shape("jwt", "eyJ", r"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}"),
    shape("basicauth", "://", r"[A-Za-z][\w+.-]*://[^\s/:@\"'<>]*:([^\s/@\"'<>$\{}]{3,})@"),
    shape("bearer", "earer ", r"[Bb]earer ([A-Za-z0-9._~+/=-]{16,})"),
    shape("basicauth", "asic ", r"[Bb]asic ([A-Za-z0-9+/]{12,}={0,2})(?![\w ])"),
    shape("privatekey", "-----BEGIN ",
          r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----([\s\S]*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY|\Z)"),
)
# fmt: on


_SPACED = tuple(each for each in SHAPES if any(needle.endswith(" ") for needle in each.needles))
_LONG = 12
"""Characters of the shortest word that can be, or hold, one of these."""


def found(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of everything in the text that has such a shape."""
    words = "\n".join([word for word in text.split() if len(word) >= _LONG and _TELLING.search(word)])
    for each in SHAPES:
        if any(needle in (text if each in _SPACED else words) for needle in each.needles):
            group = 1 if each.pattern.groups else 0
            for match in each.pattern.finditer(text):
                if match.end(group) > match.start(group):
                    yield match.start(group), match.end(group), each.kind
