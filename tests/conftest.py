"""What several test files share."""

import pytest

from kg.extract import Extractor
from kg.gazetteer import Gazetteer
from kg.ontology import Ontology, folder


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor over the real ontology and gazetteer, loaded once."""
    return Extractor(Ontology(), Gazetteer.load(folder() / "gazetteer"))
