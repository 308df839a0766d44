"""The rules for a person's text: how it is stored, compared and recognised as empty.

`docs/spec/text.md` states them. `client/web/src/model/text.ts` has the same rules for the page.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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
_ACCOUNT_NAME: Final = re.compile(r"[\w.@+-]{3,64}")


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
    """`name` as a device sends it: trimmed, in the first form that an account name can have.

    NFKC comes first. Names that older versions registered may need one of the others.
    """
    typed = clean_line("".join(letter for letter in name if letter.isalnum() or not _IGNORABLE.match(letter)))
    forms = (unicodedata.normalize("NFKC", typed), typed, name.strip())
    return next(filter(is_account_name, forms), forms[0])


def is_account_name(name: str) -> bool:
    """Whether `name` has 3 to 64 letters, digits or `_.@+-`. Every account that exists has such a name."""
    return _ACCOUNT_NAME.fullmatch(name) is not None


def is_new_account_name(name: str) -> bool:
    """Whether a new account may have this name: no invisible letter, and a key that is the key of itself."""
    key = comparable_account_name(name)
    return (
        is_account_name(unicodedata.normalize("NFKC", name))
        and not _IGNORABLE.search(name + key)
        and comparable_account_name(key) == key
    )


def _folded(text: str) -> str:
    """NFKC of the case folding. One pass can leave a text that a second one changes."""
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text)
