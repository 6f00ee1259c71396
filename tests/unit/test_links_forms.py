"""Facts about the form of a link as owners send it (X9)."""

import pytest

from contracts.http.link_forms import RuleWanted
from core.errors import ValidationFailed
from core.http.parse import model_from


@pytest.mark.parametrize("country", ["GB", "DE", "XK"])
def test_a_rule_names_countries_by_iso_3166(country: str) -> None:
    body = f'{{"url": "https://e.com/", "countries": ["{country}"]}}'.encode()
    assert model_from(RuleWanted, body).countries == [country]


@pytest.mark.parametrize("country", ["UK", "gb", "ZZ", "", "GBR"])
def test_a_country_that_nobody_comes_from_is_refused_by_its_path(country: str) -> None:
    body = f'{{"url": "https://e.com/", "countries": ["DE", "{country}"]}}'.encode()
    with pytest.raises(ValidationFailed) as refused:
        model_from(RuleWanted, body)
    assert "'path': 'countries.1'" in str(refused.value.details)
