"""Which sentences of a policy have been read as something; the rest is unrecognised."""

from __future__ import annotations

from reports.policy import Origin
from reports.policy_outline import Block, Outline
from reports.policy_sentences import split_sentences


class Claims:
    """An outline, the roles of its articles, and what has been read so far."""

    def __init__(self, outline: Outline, roles: tuple[str, ...]) -> None:
        self.outline = outline
        self.roles = roles
        self._blocks: set[int] = set()
        self._sentences: set[tuple[int, str]] = set()

    def role_of(self, block: Block) -> str:
        """The role of the article that a block is in; empty outside of articles and where it is not known."""
        return self.roles[block.article] if 0 <= block.article < len(self.roles) else ""

    def blocks_of(self, *roles: str) -> tuple[Block, ...]:
        """The blocks of all articles of these roles."""
        return tuple(block for block in self.outline.blocks if self.role_of(block) in roles)

    def claim(self, block: Block, sentence: str = "") -> None:
        """Says that a block, or one sentence of it, has been read."""
        if sentence:
            self._sentences.add((block.index, sentence))
        else:
            self._blocks.add(block.index)

    def is_claimed(self, block: Block) -> bool:
        """Whether the whole block has been read."""
        return block.index in self._blocks

    def unclaimed(self, block: Block) -> tuple[str, ...]:
        """The sentences of a block that nothing was made of."""
        if block.index in self._blocks:
            return ()
        return tuple(one for one in split_sentences(block.text) if (block.index, one) not in self._sentences)


def origin_of(block: Block, confidence: float, sentence: str = "") -> Origin:
    """Where an item comes from; a sentence that was torn over two items is less sure."""
    return Origin(sentence or block.text, block.place, round(max(0.1, confidence - 0.2 * block.torn), 2))
