"""Write docs/wording.md: how a county words the paper anew, and every text with its fields.

``document_wording.py`` writes it; ``document_wording.py check`` fails where it is not current.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from calc.statements.wording import shipped_wording  # noqa: E402  (the program stands in the folder above)

TARGET = ROOT / "docs" / "wording.md"
HEAD = """\
# 文书用语 · Words on paper

由程序的用语文件生成（`packaging/document_wording.py`），请勿手工修改。
Made from the program's file of words (`packaging/document_wording.py`); not edited by hand.

文书上的标题、说明、签字栏、份数等文字都在 `resources/wording.toml` 里。县里要改，不必动这个文件，
另写一个自己的文件：

1. 在打印页点 **文书用语…**，**另存随附的用语…**，得到一份可以改的文件（UTF-8 编码的文本）。
2. 只留下要改的几条，连同它上面方括号里的节名；没写的照用随附的。例如改份数和一个签字栏：

   ```toml
   [household-statements]
   copies = "本表一式四份，权利人、村委会、乡镇、征收实施单位各执一份。"

   [household-statements.signatures]
   reviewer = "审核人"
   ```

3. 花括号里的是程序填写的内容，如 `{date}`。可以不用、可以换位置，但不能写这一条没有的名称。
   正文要印花括号时写两个：`{{`、`}}`。
4. 点 **选择文件…** 选用。有不认识的名称、不是文字的内容、印不出的字，一条条列出来，改好之前不采用，
   也什么都不印。命令行用 `main.py print … --wording FILE`，有错时退出码为 3。

Titles, notes, signature labels and the number of copies stand in `resources/wording.toml`. To word them anew
a county does not touch that file but writes one of its own:

1. On the page for printing, **Words on paper...**, **Save a copy of the shipped words...** gives a file to
   start from (text in UTF-8).
2. Keep only the texts to be changed, with the section in brackets above them; all others stay as shipped.
3. What stands in braces is filled in by the program, `{date}` for example. A field may be left out or moved,
   but no other name may stand there. Braces to be printed are written twice: `{{`, `}}`.
4. **Choose a file...** takes it. An unknown name, a value that is no text, a character that no font prints:
   all are listed, and until they are mended the file is not taken and nothing is printed with it. On the
   command line it is `main.py print … --wording FILE`, with exit code 3 where something is wrong.

下面是全部条目，和各条可用的字段。 · All texts, and the fields each may have.
"""


def main(arguments: list[str]) -> int:
    """Write or check the document; return 1 where it is not current."""
    text = document()
    if arguments == ["check"]:
        return int(not TARGET.is_file() or TARGET.read_text("utf-8") != text)
    TARGET.write_text(text, "utf-8")
    return 0


def document() -> str:
    """Return the whole document."""
    parts = [HEAD]
    section = None
    for where, name, text in entries(tomllib.loads((ROOT / "resources" / "wording.toml").read_text("utf-8"))):
        if where != section:
            section = where
            parts.append(
                f"\n## {where}\n\n| 名称 · name | 随附的文字 · as shipped | 字段 · fields |\n|---|---|---|\n"
            )
        names = dict.fromkeys(filter(None, shipped_wording().templates[f"{where}.{name}"].fields))
        fields = "、".join(f"`{{{each}}}`" for each in names) or "―"
        shown = text.strip().replace("\n", " ⏎ ").replace("|", "\\|")
        parts.append(f"| `{name}` | {shown} | {fields} |\n")
    return "".join(parts)


def entries(content: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield section, name and text of every entry, those of a section before its subsections."""
    for name, value in content.items():
        if isinstance(value, str):
            yield above, name, value
    for name, value in content.items():
        if isinstance(value, dict):
            yield from entries(value, f"{above}.{name}" if above else name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
