"""What a deed means outside this database: recipients who are told, other systems that are cleared, files, backups."""

from troth.elsewhere.outside import Deed, Outside, look_outside

__all__ = ["Deed", "Outside", "look_outside"]
