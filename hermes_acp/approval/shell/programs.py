"""Programs that only read, each with the options under which that stays true.

A line is ``name: kind of operands: options``. Operands are ``paths``, ``text`` (never opened), ``none``, ``one path``
(a second one would be written), or ``pattern paths`` (the first is text, unless an option already gave it).
Left out on purpose: options that write, run a program, follow links out of a tree, or read a list of file names.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from hermes_acp.approval.shell.options import Options, options

OperandKind = Literal["paths", "text", "none", "one path", "pattern paths"]


class Program(Struct, frozen=True):
    """A program that only reads."""

    operands: OperandKind
    options: Options


_GREP = """-EFGPivwxcLlqsobHhnTUaIrzZy -e! -f: -m: -A: -B: -C: -D: -d: --extended-regexp --fixed-strings
    --basic-regexp --perl-regexp --regexp! --file: --ignore-case --no-ignore-case --invert-match --word-regexp
    --line-regexp --count --color? --colour? --files-without-match --files-with-matches --max-count: --only-matching
    --quiet --silent --no-messages --byte-offset --with-filename --no-filename --label! --line-number --initial-tab
    --null --after-context: --before-context: --context: --text --binary-files: --exclude! --exclude-from:
    --exclude-dir! --include! --recursive --line-buffered --null-data --help --version -V"""

_SUM = "-btzwq --binary --text --tag --zero --help --version"

_TABLE = f"""
ls: paths: -aAbBcCdDfFgGhHiklLmnNopqQrRsStuUvxXZ1 -I! -w: -T: --all --almost-all --author --escape --ignore-backups
    --color? --directory --classify? --file-type --format: --full-time --group-directories-first --no-group
    --human-readable --si --hide! --hyperlink? --indicator-style: --inode --ignore! --kibibytes --numeric-uid-gid
    --literal --hide-control-chars --show-control-chars --quote-name --quoting-style: --reverse --recursive --size
    --sort: --time: --time-style! --tabsize: --width: --context --zero --block-size: --help --version
cat: paths: -AbeEnstTuv --show-all --number-nonblank --show-ends --number --squeeze-blank --show-tabs
    --show-nonprinting --help --version
head: paths: # -qvz -n: -c: --bytes: --lines: --quiet --silent --verbose --zero-terminated --help --version
tail: paths: # -qvz -n: -c: -s: --bytes: --lines: --quiet --silent --verbose  --help --version
wc: paths: -clmwL --bytes --chars --lines --max-line-length --words --total: --help --version
nl: paths: -p -b! -d! -f! -h! -i: -l: -n: -s! -v: -w: --help --version
tac: paths: -br -s! --before --regex --separator! --help --version
rev: paths: --help --version
grep: pattern paths: # {_GREP}
egrep: pattern paths: # {_GREP}
fgrep: pattern paths: # {_GREP}
rg: pattern paths: -iSsnNlcvwxFPUopuHIa0qV. -e! -f: -g! -t: -T: -A: -B: -C: -m: -M: -d: -r! -j: -E:
    --ignore-case --smart-case --case-sensitive --line-number --no-line-number --files-with-matches
    --files-without-match --count --count-matches --invert-match --word-regexp --line-regexp --fixed-strings --pcre2
    --multiline --multiline-dotall --only-matching --pretty --unrestricted --with-filename --no-filename --text --null
    --quiet --hidden --no-hidden --no-ignore --no-ignore-vcs --no-ignore-parent --no-ignore-dot --files --json --stats
    --heading --no-heading --column --no-column --trim --vimgrep --crlf --byte-offset --passthru --type-list --no-config
    --no-messages --one-file-system --regexp! --file: --glob! --iglob! --type: --type-not: --sort: --sortr:
    --after-context: --before-context: --context: --max-count: --max-columns: --max-depth: --maxdepth: --max-filesize:
    --replace! --threads: --encoding: --color: --colors! --context-separator! --no-context-separator --engine:
    --path-separator! --version --help -h
fd: pattern paths: -HIusigFap0q1 -e: -t: -d: -E! -c: -S: -j: --hidden --no-ignore --unrestricted --case-sensitive
    --ignore-case --glob --fixed-strings --absolute-path --full-path --print0 --quiet --extension: --type: --max-depth:
    --min-depth: --exact-depth: --exclude! --color: --size: --changed-within: --changed-before: --max-results: --version
sort: paths: -bdfghiMnRrVcCmsuz -k! -t! -S: --ignore-leading-blanks --dictionary-order --ignore-case
    --general-numeric-sort
    --ignore-nonprinting --month-sort --human-numeric-sort --numeric-sort --random-sort --reverse --sort: --version-sort
    --check? --merge --key! --stable --field-separator! --unique --zero-terminated --parallel: --help --version
uniq: one path: -cdDiuz -f: -s: -w: --count --repeated --all-repeated? --group? --ignore-case --unique
    --skip-fields: --skip-chars: --check-chars: --zero-terminated --help --version
cut: paths: -nsz -b! -c! -f! -d! --bytes! --characters! --fields! --delimiter! --complement --only-delimited
    --output-delimiter! --zero-terminated --help --version
tr: text: -cCdst --complement --delete --squeeze-repeats --truncate-set1 --help --version
paste: paths: -sz -d! --delimiters! --serial --zero-terminated --help --version
join: paths: -iz -a: -e! -j: -o! -t! -v: -1: -2: --ignore-case --header --check-order --nocheck-order --help --version
comm: paths: -123z --check-order --nocheck-order --output-delimiter! --total --help --version
fold: paths: -bs -w: --bytes --spaces --width: --help --version
fmt: paths: -cstu -p! -w: -g: --help --version
expand: paths: -i -t: --initial --tabs: --help --version
unexpand: paths: -a -t: --all --first-only --tabs: --help --version
column: paths: -tnxe -s! -o! -c: -N! -H! -R! --table --separator! --output-separator! --help --version
diff: paths: # -urNqsiwbBaenytTpdEZc -C: -U: -W: -x! -X: -I! -F! --color? --unified? --context? --brief --recursive
    --exclude! --exclude-from: --ignore-matching-lines! --label! -L! --no-dereference --strip-trailing-cr --side-by-side
    --width: --suppress-common-lines --new-file --text --ignore-case --ignore-all-space --ignore-space-change
    --ignore-blank-lines --ignore-tab-expansion --ignore-trailing-space --normal --minimal --speed-large-files
    --report-identical-files
    --show-c-function --expand-tabs --initial-tab --left-column --help --version
cmp: paths: -bls -n: -i: --print-bytes --verbose --silent --quiet --bytes: --ignore-initial: --help --version
file: paths: -bikhNr0s --brief --mime --mime-type --mime-encoding --extension --keep-going --no-dereference --help
    --version
stat: paths: -ftLx -c! --file-system --format! --printf! --terse --dereference --cached: --help --version
du: paths: # -abcdhHklmPsSx0 -d: -B: -t: --all --apparent-size --block-size: --bytes --total --human-readable --si
    --max-depth: --summarize --separate-dirs --one-file-system --exclude! --threshold: --time? --time-style! --inodes
    --null --help --version
df: paths: -ahHiklPTv -B: -t! -x! --all --block-size: --human-readable --si --inodes --local --portability --print-type
    --total --type! --exclude-type! --output? --help --version
tree: paths: -adfiqNpsughDFCnrtcvUSAxJX -L: -P! -I! --noreport --dirsfirst --filesfirst --prune --du --si --gitignore
    --charset: --filelimit: --matchdirs --ignore-case --metafirst --sort? --timefmt! --inodes --device --help --version
md5sum: paths: {_SUM}
sha1sum: paths: {_SUM}
sha224sum: paths: {_SUM}
sha256sum: paths: {_SUM}
sha384sum: paths: {_SUM}
sha512sum: paths: {_SUM}
b2sum: paths: {_SUM}
cksum: paths: {_SUM} -a: --algorithm:
shasum: paths: -a: -bt01U --algorithm: --help --version
base64: paths: -di -w: --decode --ignore-garbage --wrap: --help --version
base32: paths: -di -w: --decode --ignore-garbage --wrap: --help --version
od: paths: -abcdfilosvx -A: -t: -N: -j: -w? -S: --address-radix: --format: --read-bytes: --skip-bytes: --width? --help
    --version
hexdump: paths: -bcCdovx -n: -s: -e!
hd: paths: -bcCdovx -n: -s: -e!
xxd: one path: -abeEipu -l: -s: -c: -g: -o: -h -v
strings: paths: # -afw -n: -t: -e: -o --all --bytes: --radix: --encoding: --print-file-name --help --version
readlink: paths: -femnqsvz --canonicalize --canonicalize-existing --canonicalize-missing --no-newline --zero --help
    --version
realpath: paths: -emLPqsz --relative-to: --relative-base: --canonicalize-existing --canonicalize-missing --logical
    --physical --quiet --strip --no-symlinks --zero --help --version
basename: text: -az -s! --multiple --suffix! --zero --help --version
dirname: text: -z --zero --help --version
pwd: none: -LP
whoami: none: --help --version
id: none: -agGnruzZ --group --groups --name --real --user --zero --help --version
groups: none: --help --version
uname: none: -asnrvmpio --all --kernel-name --nodename --kernel-release --kernel-version --machine --processor
    --hardware-platform --operating-system --help --version
arch: none: --help --version
nproc: none: --all --ignore: --help --version
uptime: none: -psV --pretty --since --help --version
hostname: none: -s --short
tty: none: -s --silent --quiet --help --version
free: none: -bkmghtwlv --bytes --kibi --mebi --gibi --human --si --total --wide --help --version
cal: text: -135yjmsh --help --version
seq: text: -w -s! -f! --equal-width --separator! --format! --help --version
sleep: text: --help --version
which: text: -as --all
type: text: -aptPf
true: text: --help --version
false: text: --help --version
"""


@cache
def programs() -> dict[str, Program]:
    """All programs of the table by name."""
    entries: list[str] = []
    for line in _TABLE.strip().splitlines():
        if line.startswith(" "):
            entries[-1] += line
        else:
            entries.append(line)
    found: dict[str, Program] = {}
    for entry in entries:
        name, operands, table = (part.strip() for part in entry.split(": ", 2))
        number = table.startswith("# ")
        kind: OperandKind = operands  # type: ignore[assignment]  # one of the words above, see the tests
        found[name] = Program(kind, options(table.removeprefix("# "), number=number))
    return found
