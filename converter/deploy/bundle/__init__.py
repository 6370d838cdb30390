"""The bundle: scripts, tables, examples and the guide that lie beside the templates and deploy them."""

from converter.deploy.bundle.files import with_bundle

__all__ = ["with_bundle"]
