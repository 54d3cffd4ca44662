"""Theme packs as folders: what is in them, read once per version, with every fault named by file and line."""

from .files import FOLDERS, MAX_FILE_BYTES, MAX_FILES
from .library import MAX_NAME, PackLibrary
from .pack import SETTINGS_FILE, Pack
from .templates import SectionUse, TemplateFile
from .texts import flat_texts

__all__ = [
    "FOLDERS",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MAX_NAME",
    "SETTINGS_FILE",
    "Pack",
    "PackLibrary",
    "SectionUse",
    "TemplateFile",
    "flat_texts",
]
