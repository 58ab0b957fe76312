"""Phrases that a reader has to translate stay out of the project; its pages are easy to read."""

import io
import re
import tokenize
from pathlib import Path

import pytest
from documents import PAGES, ROOT

import vmssnames

# The package may be installed elsewhere, without the sources of the kernels.
ROOTS = Path(vmssnames.__file__).parent, Path(__file__).resolve().parents[1]
PHRASES = re.compile(
    r"lines? of heads|a name a line|slips? of the pen|told of|made anew|what became other"
    r"|put in its place|as it stands|at hand|to be had|half a list|is no name|whose names|folders?"
    r"|beside its|put right|stands in angle brackets",
    re.IGNORECASE,
)
WHOLE = {".pyx", ".pxi", ".pxd", ".h"}


def prose(path):
    """The strings and comments of a Python file; of C and Cython, the whole file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in WHOLE:
        return text
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    kinds = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1)}
    return "\n".join(token.string for token in tokens if token.type in kinds)


def phrases_in(text):
    """The phrases in *text*, also where a line ends within one."""
    words = re.sub(r"\s*\n\s*(?:#|\*|//)?\s*", " ", text)
    return [found[0].lower() for found in re.finditer(rf"\b(?:{PHRASES.pattern})\b", words, re.I)]


def files():
    """Each file that the rule is for, except this one, with its name."""
    for top in ROOTS:
        for path in sorted(top.rglob("*")):
            if path.suffix in {".py", *WHOLE} and path != Path(__file__).resolve():
                yield path.relative_to(top.parent).as_posix(), path


def test_no_phrase_is_added():
    """No file of the package or of the tests has one."""
    found = {name: phrases_in(prose(path)) for name, path in files()}
    assert {name: phrases for name, phrases in found.items() if phrases} == {}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('"""Return what became other."""', ["what became other"]),
        ("# The file is made\n# anew.", ["made anew"]),
        ("folder = 1\nfolders = 'a folder'", ["folder"]),
        ("x = 'as it stands'  # at hand", ["as it stands", "at hand"]),
        ("holder = 'a placeholder at handling'", []),
    ],
)
def test_phrases_are_found(tmp_path, text, phrases):
    """The test above can fail, and leaves identifiers alone."""
    path = tmp_path / "module.py"
    path.write_text(text + "\n", encoding="utf-8")
    assert phrases_in(prose(path)) == phrases


# -- README.md and docs

# Words per sentence, and the readability index LIX: 30 is a story, 40 a newspaper.
MOST_WORDS, HIGHEST_LIX = 30, 40
TEXTS = [
    page for page in PAGES if page.name not in ("changelog.md", "contributing.md", "security.md")
]
TEXTS += [ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]


def paragraphs_of(text):
    """The paragraphs, list items and table cells of the Markdown *text*, without code and links."""
    text = re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.S | re.M)
    text = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"`[^`]*`", "code", text)
    text = re.sub(r"^\|[-:| ]+\|$", "", text, flags=re.M)
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\n(?=[|#:])|(?<=.)\|", text)
    return [" ".join(part.strip(" -*#|:\n").split()) for part in parts if part.strip(" -*#|:\n")]


def sentences_of(text):
    return [
        sentence.split()
        for part in paragraphs_of(text)
        for sentence in re.split(r"(?<=[.!?:]) ", part)
        if sentence
    ]


def lix(sentences):
    """The readability index: the words per sentence, and the percentage of long words."""
    words = [word.strip('.,;:()*"') for one in sentences for word in one]
    long = sum(len(word) > 6 for word in words)
    return len(words) / len(sentences) + 100 * long / len(words)


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_are_plain_english(page):
    text = page.read_text("utf-8")
    assert phrases_in("\n".join(paragraphs_of(text))) == []
    sentences = sentences_of(text)
    assert [" ".join(one) for one in sentences if len(one) > MOST_WORDS] == []
    assert lix(sentences) <= HIGHEST_LIX


def test_long_sentences_are_found():
    words = "word " * MOST_WORDS
    text = f"A `b c` d.\n\n- {words}\n- {words}more.\n\n```text\n{words * 2}\n```\n| {words} | {words} |\n"
    assert [len(one) for one in sentences_of(text)] == [3, 30, 31, 30, 30]
    assert lix([["short", "words."]]) == 2 and lix([["extraordinary"]]) == 101
