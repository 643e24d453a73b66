"""News articles in, a knowledge graph of diplomacy out.

>>> import kg
>>> graph = kg.open()                                         # in memory; kg.open("folder") is kept on disk
>>> summary = graph.ingest(kg.samples())
>>> table = graph.ask("who-met-whom")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOME = {
    "Actor": "model", "Article": "model", "Correction": "corrections", "CorrectionError": "model", "Event": "model", "Evidence": "model", "Extractor": "extract", "Gazetteer": "gazetteer",
    "Graph": "graph", "KgError": "model", "Kind": "model", "Ontology": "ontology", "OntologyError": "model", "Participant": "model",
    "Period": "model", "Place": "model", "Problem": "model", "QueryError": "model", "Report": "model", "Standing": "model",
    "Status": "model", "Store": "store", "StoreError": "model", "Table": "query", "extract": "graph", "open": "graph",
    "questions": "query", "read": "read", "samples": "ontology",
}  # fmt: skip
__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import on first use, so that a command pays only for what it needs."""
    if name not in _HOME:
        raise AttributeError(f"module 'kg' has no attribute '{name}'")
    return getattr(import_module(f"kg.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__


if TYPE_CHECKING:
    from kg.corrections import Correction
    from kg.extract import Extractor
    from kg.gazetteer import Gazetteer
    from kg.graph import Graph, extract, open
    from kg.model import (
        Actor,
        Article,
        CorrectionError,
        Event,
        Evidence,
        KgError,
        Kind,
        OntologyError,
        Participant,
        Period,
        Place,
        Problem,
        QueryError,
        Report,
        Standing,
        Status,
        StoreError,
    )
    from kg.ontology import Ontology, samples
    from kg.query import Table, questions
    from kg.read import read
    from kg.store import Store
