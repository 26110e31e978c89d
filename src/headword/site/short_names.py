"""Short names of schemes: one part of a path each, as vocabulary services and data folders have them."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping

from headword.site.addresses import fold_address


def shorten_scheme_names(addresses: Mapping[str, str], taken: Collection[str] = ()) -> dict[str, str]:
    """Return a name for each scheme: its address with `-` for each `/`.

    Names that would be equal all end with a part of the digest of the IRI. So a further scheme does not decide which
    one keeps the plain name.

    Args:
        addresses: the addresses of the schemes, by IRI.
        taken: names that are in use already.
    """
    plain = {iri: address.replace("/", "-") for iri, address in addresses.items()}
    counted = Counter(fold_address(name) for name in plain.values())
    counted.update(fold_address(name) for name in taken)
    return {
        iri: name if counted[fold_address(name)] == 1 else f"{name}-{_short_digest(iri)}" for iri, name in plain.items()
    }


def _short_digest(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:8]
