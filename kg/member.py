"""Member: one actor of an article while it is being put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.model import Actor, Kind

INTERNATIONAL = "international"  # of no state: what "UN envoy" says of its bearer


@dataclass(slots=True, eq=False)
class Member:
    """One actor of an article while it is being put together; `actor` gives the finished value."""

    name: str
    kind: Kind
    country: str = ""
    wikidata: str = ""
    office: str = ""
    feminine: bool | None = None
    medium: bool = False
    state_media: bool = False
    apart: bool = False  # a side of its own within its state: a party, an armed group
    aliases: set[str] = field(default_factory=set)
    countries: Counter[str] = field(default_factory=Counter)
    offices: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)

    @property
    def actor(self) -> Actor:
        """The frozen value."""
        aliases = tuple(sorted(self.aliases - {self.name}))
        return Actor(self.name, self.kind, self.country, self.wikidata, aliases, self.state_media)
