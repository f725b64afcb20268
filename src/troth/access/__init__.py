"""A person's rights over their data: a copy of everything, a copy for other machines, and corrections."""

from troth.access.asking import Asked
from troth.access.copy import AccessCopy, PortCopy
from troth.access.making import access, port

__all__ = ["AccessCopy", "Asked", "PortCopy", "access", "port"]
