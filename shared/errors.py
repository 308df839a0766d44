"""The shape of every refusal."""

from __future__ import annotations


class AutusError(Exception):
    """A refusal that a program can act on.

    `code` is a stable UPPER_SNAKE name, `detail` a sentence for people. `fields` are further facts that fit
    into JSON, such as an index, a limit or a commit id in hex.
    """

    def __init__(self, code: str, detail: str = "", **fields: object) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.fields = fields

    def problem(self) -> dict[str, object]:
        """`{code, detail, **fields}` for a problem document or a view."""
        return {"code": self.code, "detail": self.detail, **self.fields}

    def with_fields(self, **fields: object) -> AutusError:
        """The same refusal with `fields` added to its own: where in a larger input it happened."""
        return AutusError(self.code, self.detail, **{**self.fields, **fields})
