"""What two descriptions have in common, word by word, without a dictionary of words. Pure.

Chinese has no spaces. A text is cut at punctuation, digits and at words that every entry uses; what is left are short
pieces such as 数控机床. Two texts share a term where a stretch of three characters or more stands in a piece of both, or
two characters at the edge of a piece of both (the 器人 of 仪器人员 is no word), or a word in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

LONGEST = 2000  # characters of a text that are read
STRETCH = 4
EVERYWHERE = """
    熟悉 具备 具有 能够 能力 以上 以下 相关 有关 工作 经验 优先 团队 合作 协作 精神 良好 较强 掌握 了解 熟练 负责 进行 完成 使用 运用 应用
    要求 学历 专业 毕业 毕业生 学生 企业 公司 有限 集团 学校 学院 大学 岗位 职责 人员 人才 技术 技能 设备 系统 产品 项目 方案 服务 行业 产业
    以及 或者 通过 主要 可以 需要 需求 提供 提高 提升 提出 实现 解决 问题 研究 研发 开发 推广 成果 目标 指标 考核 现有 目前 本单位 我单位 示例 演示
    制造 生产 生产线 工艺 操作 工程师 工程 工业
    减小 减少 减半 增大 下降 希望 管理 维护 质量 条件 方法 水平 环境 结构 性能 效率 成本 材料 数据 达到 降低 不高 不足 左右 每年 年度
    普通 一定 各类 各种 多种 其他 包括 适合 适用 针对 面向 根据 基于 采用 形成 建立 开展 组织 参与 配合 协助
    的 了 和 与 及 或 等 对 为 以 并 于 是 将 其 该 从 由 按 至 个 项 种
""".split()
_UNLESS = ("在(?![线役校研])", "加工(?!中心)")  # 在线监测 and 加工中心 are words of their own
_CUT = re.compile("|".join([*_UNLESS, *sorted(EVERYWHERE, key=len, reverse=True)]))
OFFICE = frozenset({"word", "excel", "office", "wps", "ppt", "powerpoint"})
_LATIN = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9+#.\-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9+#.\-]*[A-Za-z0-9+#]")
_PIECE = re.compile(r"[^\W\dA-Za-z_]{2,}")


@dataclass(frozen=True)
class Common:
    """`weight`: how much two texts share, in stretches of three characters; `terms`: in words, longest first."""

    weight: int
    terms: tuple[str, ...]

    @property
    def telling(self) -> bool:
        """Enough to propose one for the other: one longer term, or several short ones. A single 检修 is no reason."""
        return self.weight >= 3 or any(len(term) >= 4 for term in self.terms)


class Wording:
    """One text, ready to be compared with many."""

    def __init__(self, text: str) -> None:
        written = unicodedata.normalize("NFKC", text[:LONGEST])
        self.latin = {word.casefold(): word for word in _LATIN.findall(written) if word.casefold() not in OFFICE}
        parts = "\n".join(_PIECE.findall(_LATIN.sub(" ", written)))
        self.pieces = [piece for piece in _CUT.sub("\n", parts).split("\n") if len(piece) > 1]
        self.threes = frozenset(piece[i : i + 3] for piece in self.pieces for i in range(len(piece) - 2))
        self.edges = frozenset(two for piece in self.pieces for two in (piece[:2], piece[-2:]))

    @cached_property
    def joined(self) -> str:
        return "\n".join(self.pieces)

    def weight(self, other: Wording) -> int:
        """How much the two share; the same from either side, and more text on one or both never makes it less."""
        return 2 * len(self.latin.keys() & other.latin.keys()) + len(self.threes & other.threes) + len(self.edges & other.edges)

    def common(self, other: Wording) -> Common:
        """What the two share, in words too; the same from either side."""
        latin = self.latin.keys() & other.latin.keys()
        shared = {min(self.latin[word], other.latin[word]) for word in latin}
        shared |= self._stretches(other) | (self.edges & other.edges)
        longest = sorted(shared, key=lambda term: (-len(term), term))
        terms = [term for n, term in enumerate(longest) if not any(term in longer for longer in longest[:n])]
        return Common(self.weight(other), tuple(terms))

    def _stretches(self, other: Wording) -> set[str]:
        """The longest stretches of three characters or more that stand in both."""
        threes = self.threes & other.threes
        return {stretch for piece in self.pieces for stretch in _in_piece(piece, threes, other.joined)} if threes else set()


def _in_piece(piece: str, threes: frozenset[str], joined: str) -> list[str]:
    found: list[str] = []
    reached = 0
    for start in range(len(piece) - 2):
        end = start + 3
        if piece[start:end] not in threes:
            continue
        while end < len(piece) and piece[start : end + 1] in joined:
            end += 1
        if end > reached:
            found.append(piece[start:end])
            reached = end
    return found


def stretches(*texts: str) -> list[str]:
    """Short stretches by which texts with something in common are found: words in Latin letters, short pieces, and of longer ones
    every other stretch of four characters."""
    found: list[str] = []
    for text in texts:
        wording = Wording(text)
        found += [word for word in wording.latin if len(word) > 2]
        for piece in wording.pieces:
            found += [piece] if len(piece) <= STRETCH else [piece[i : i + STRETCH] for i in _starts(len(piece))]
    return list(dict.fromkeys(found))


def _starts(length: int) -> list[int]:
    return sorted({*range(0, length - STRETCH + 1, 2), length - STRETCH})
