"""Catalogues of Magento 2: its product export (``products.csv``), and a folder laid out as its sample data is."""

from engine.catalogue.importing.magento.folder import MagentoSource, open_magento

__all__ = ["MagentoSource", "open_magento"]
