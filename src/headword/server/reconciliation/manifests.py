"""The manifests of the services in each version of the API.

A service covers all schemes (``-``), or one, which has the same id as in the API of Skosmos.
"""

from typing import NamedTuple

from headword.core.version import __version__
from headword.rdf.terms import SKOS
from headword.server.reconciliation.formats import SETTINGS
from headword.server.reconciliation.requests import BATCH
from headword.server.reconciliation.views import ClientLocale, Described
from headword.site.addresses import OWN
from headword.site.summaries import ResourceSummary
from headword.site.words import direction

ROOT = "reconcile"
"""The first part of the addresses of all services."""
ALL = OWN
"""The id for all schemes."""
DRAFT = "draft"
OLD_VERSION, DRAFT_VERSION = "0.2", "1.0-draft"
_WIDTH, _HEIGHT = 400, 240


class ReconciliationService(NamedTuple):
    """A service for all schemes or for one.

    Attributes:
        id: the id of the scheme, or `ALL`.
        scheme: the scheme; None for all.
        top: the address of the server, ending in ``/``.
    """

    id: str
    scheme: ResourceSummary | None
    top: str

    @property
    def scope(self) -> str:
        """Return the IRI of the scheme; empty for all."""
        return self.scheme.iri if self.scheme is not None else ""

    @property
    def url(self) -> str:
        """Return the address of the service."""
        return f"{self.top}{ROOT}/{self.id}"


def manifest_of_02(service: ReconciliationService, guest: ClientLocale) -> Described:
    """Return the manifest of version 0.2."""
    url = service.url
    return {
        "versions": [OLD_VERSION],
        "name": _service_name(service, guest),
        "identifierSpace": guest.snapshot.config.base,
        "schemaSpace": SKOS + "Concept",
        **_describe_service(service, guest),
        "view": {"url": f"{url}/view?id={{{{id}}}}"},
        "preview": {"url": f"{url}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            kind: {
                "service_url": url,
                "service_path": f"/suggest/{kind}",
                "flyout_service_url": url,
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": url, "service_path": "/propose"},
            "property_settings": [
                {"name": id_, "label": name, "type": kind, "default": default, "help_text": help_}
                for id_, name, kind, default, help_ in SETTINGS
            ],
        },
    }


def manifest_of_draft(service: ReconciliationService, guest: ClientLocale) -> Described:
    """Return the manifest of the draft of version 1.0."""
    return {
        "versions": [DRAFT_VERSION],
        "name": _service_name(service, guest),
        "lang": guest.language,
        "dir": direction(guest.language),
        **_describe_service(service, guest),
        "view": {"url": f"{service.url}/view?id={{id}}"},
        "preview": {"width": _WIDTH, "height": _HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {"id": id_, "name": name, "type": kind, "default": default, "helpText": help_}
                for id_, name, kind, default, help_ in SETTINGS
            ],
        },
        "standardizedScore": True,
    }


def _service_name(service: ReconciliationService, guest: ClientLocale) -> str:
    if service.scheme is not None:
        return guest.name(service.scheme).text
    return guest.snapshot.config.title or guest.snapshot.config.base


def _describe_service(service: ReconciliationService, guest: ClientLocale) -> Described:
    """Return the part of the manifest that both versions share."""
    return {
        "documentation": f"{service.top}{OWN}/api/",
        "serviceVersion": __version__,
        "defaultTypes": [guest.concept_type()],
        "batchSize": BATCH,
    }
