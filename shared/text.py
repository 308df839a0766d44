"""The rules for a person's text: how it is stored, compared and recognised as empty.

`docs/spec/text.md` states them. `client/web/src/model/text.ts` has the same rules for the page.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from shared.errors import AutusError

# Default_Ignorable_Code_Point of Unicode, which the standard library does not have.
_IGNORABLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Controls, marks that reorder the text around them, the byte order mark, interlinear marks, noncharacters.
_REMOVED: Final = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ufdd0-\ufdef]"
)
_BREAK: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_EDGES: Final = re.compile("^[\\s\u200b\u2060]+|[\\s\u200b\u2060]+$")
_INVISIBLE: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})
_BRAILLE_BLANK: Final = "\u2800"
# The rule of earlier versions. Accounts have such names, and their devices send them in this form.
_EARLIER_ACCOUNT_NAME: Final = re.compile(r"[\w.@+-]{3,64}")
ACCOUNT_NAME_LENGTH_MAX: Final = 64


def clean_line(text: str) -> str:
    """`text` as one line is stored: NFC, trimmed, without controls. A line break or tab becomes a space."""
    return _trimmed(_BREAK.sub(" ", text).replace("\t", " "))


def clean_lines(text: str) -> str:
    """`text` as several lines are stored: as `clean_line`, with tabs and with LF as every line break."""
    return _trimmed(_BREAK.sub("\n", text))


def _trimmed(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _EDGES.sub("", _REMOVED.sub("", text))


def is_blank(text: str) -> bool:
    """Whether no character of `text` is visible."""
    return not any(
        unicodedata.category(letter) not in _INVISIBLE and letter != _BRAILLE_BLANK
        for letter in _IGNORABLE.sub("", text)
    )


def comparable(text: str) -> str:
    """The key by which texts are compared and searched.

    Case, width, composition, invisible characters and the kind and number of spaces make no difference.
    """
    if not text.isascii():
        text = _folded(_IGNORABLE.sub("", text))
    return " ".join(text.casefold().split())


def comparable_account_name(name: str) -> str:
    """The key of an account name. Names that differ in case, width or composition only are one name.

    Stored keys have this form, so it never changes.
    """
    return unicodedata.normalize("NFKC", name).casefold()


def sent_account_name(name: str) -> str:
    """`name` as a device sends it: NFKC, one space between words, trimmed, without invisible characters.

    A name that an earlier version could register keeps the form that this version sent.
    """
    typed = clean_line("".join(letter for letter in name if letter.isalnum() or not _IGNORABLE.match(letter)))
    form = " ".join(unicodedata.normalize("NFKC", typed).split())
    earlier = (form, typed, name.strip())
    return next(filter(_EARLIER_ACCOUNT_NAME.fullmatch, earlier), form)


def check_account_name(name: str) -> None:
    """Raises AutusError BAD_ACCOUNT_NAME unless `name` can be the name of an account, old or new."""
    if _EARLIER_ACCOUNT_NAME.fullmatch(name) is None:
        check_new_account_name(name)


def check_new_account_name(name: str) -> None:
    """Raises AutusError BAD_ACCOUNT_NAME unless a new account may have this name.

    Its field `reason` is "empty", "long" or "character". For "character" the field `character` is the first
    one that no name has.
    """
    form, key = unicodedata.normalize("NFKC", name), comparable_account_name(name)
    if is_blank(name):
        raise _bad_account_name("empty", "a name has a visible character")
    if max(len(name), len(form)) > ACCOUNT_NAME_LENGTH_MAX:
        raise _bad_account_name("long", f"a name has at most {ACCOUNT_NAME_LENGTH_MAX} characters")
    for letter in name + key:
        if not _is_in_account_names(letter):
            raise _bad_account_name("character", "a name has visible characters", character=letter)
    if unicodedata.category(form[0]).startswith("M"):
        raise _bad_account_name("character", "a name begins with no mark", character=form[0])
    if comparable_account_name(key) != key or " ".join(key.split()) != key:
        raise _bad_account_name("character", "a character of the name has two forms", character=name[0])


def _is_in_account_names(letter: str) -> bool:
    """Whether `letter` is visible, assigned and not private, or a plain space."""
    is_plain = unicodedata.category(letter)[0] in "LMNPS" and letter != _BRAILLE_BLANK
    return letter == " " or (is_plain and not _IGNORABLE.match(letter))


def _bad_account_name(reason: str, detail: str, **facts: str) -> AutusError:
    return AutusError("BAD_ACCOUNT_NAME", detail, field="name", reason=reason, **facts)


def _folded(text: str) -> str:
    """NFKC of the case folding. One pass can leave a text that a second one changes."""
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text)
