"""The page speaks to the server it came from, with the Reflex that is installed."""

import pytest
from reflex_base import constants

from oms_ui.frontend.same_origin import FILE, same_origin


def template() -> str:
    return (constants.Templates.Dirs.WEB_TEMPLATE / FILE).read_text()


def test_the_installed_reflex_still_has_the_lines_that_are_changed() -> None:
    changed = same_origin(template())

    assert "endpoint.host = window.location.host;" in changed
    assert "endpoint.port = window.location.port;" in changed
    assert "endpoint.hostname" not in changed.replace("includes(endpoint.hostname)", "")


def test_changing_twice_is_changing_once() -> None:
    assert same_origin(same_origin(template())) == same_origin(template())


def test_another_wording_fails_the_build() -> None:
    with pytest.raises(ValueError, match="no longer has the line"):
        same_origin("export const getBackendURL = () => location.host;")
