"""A new event type works by adding entries to the files of the ontology alone."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from kg.check import check
from kg.extract import Extractor
from kg.gazetteer import Gazetteer
from kg.model import Article
from kg.ontology import Ontology, folder
from kg.store import Store

CLASS = """
kg:TreatySigning a owl:Class ; rdfs:subClassOf kg:Event ; rdfs:label "Treaty signing"@en ;
    rdfs:comment "Two or more sides put their names to a treaty."@en ; rdfs:isDefinedBy <https://w3id.org/diplograph/ontology> .
kg:signatory a owl:ObjectProperty ; rdfs:subPropertyOf kg:involves ; rdfs:label "signatory"@en ;
    rdfs:comment "A side that signs."@en ; rdfs:domain kg:TreatySigning ; rdfs:range kg:Actor ; kg:coreRole 1 .
"""
ACTION = """
action:sign a kg:Action ; skos:inScheme <https://w3id.org/diplograph/action> ; kg:actionOf kg:TreatySigning ;
    skos:prefLabel "sign" .
"""
LEXICON = {
    "type": "TreatySigning",
    "nouns": {"treaty": {"treaty": None, "pact": None, "accord": None}},
    "frames": [
        {
            "action": "sign",
            "verb": ["sign", "initial", "conclude"],
            "object": ["treaty"],
            "signatory": ["subject", "object.between", "with", "object.with"],
        }
    ],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the ontology with the new type in it."""
    target = tmp_path / "ontology"
    shutil.copytree(folder(), target, ignore=shutil.ignore_patterns("by_hand", "samples"))
    for name, text in (("classes.ttl", CLASS), ("status.ttl", ACTION)):
        path = target / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    (target / "lexicon" / "treaty.yaml").write_text(yaml.safe_dump(LEXICON), encoding="utf-8")
    return target


def test_new_type(root: Path) -> None:
    """The new type is read with its roles, status and date, stored, and conforms to the shapes."""
    extractor = Extractor(Ontology(root), Gazetteer.load(root / "gazetteer"))
    text = "Peru and Chile signed a border treaty in Lima on Tuesday. Kenya will sign an accord with Uganda next month."
    article = Article("treaty", text, published=date(2025, 5, 15))
    signed, planned = extractor(article)
    assert (signed.type, signed.action, signed.status) == ("TreatySigning", "sign", "occurred")
    assert {p.actor.country for p in signed.participants} == {"PER", "CHL"}
    assert signed.when
    assert signed.when.start == "2025-05-13"
    assert {p.actor.country for p in planned.participants} == {"KEN", "UGA"}
    assert planned.status == "planned"
    with Store(None, root=root) as store:
        store.put(article, (signed, planned))
        store.refresh()
        assert {e.type for e in store.events()} == {"TreatySigning"}
        assert not list(check(store, root))
