"""Read-only access to the places where data lives.

``SCHEMES`` is the whole registry: URL scheme -> ("module:Class", extra to install).
Nothing is imported until a scheme is used. Third parties add theirs through the
entry-point group ``daicho.connectors`` (same shape: a class that implements
``connectors.base.Connector``).
"""

SCHEMES: dict[str, tuple[str, str]] = {
    "file": ("connectors.files:FileConnector", ""),
    "sqlite": ("connectors.sql:SqlConnector", ""),
    "postgresql": ("connectors.sql:SqlConnector", "postgres"),
    "postgres": ("connectors.sql:SqlConnector", "postgres"),
    "mysql": ("connectors.sql:SqlConnector", "mysql"),
    "mariadb": ("connectors.sql:SqlConnector", "mysql"),
}
