"""What a person is given of their data: a copy of everything, and a copy for other machines."""

from troth.access.asking import Asked
from troth.access.copy import AccessCopy, PortCopy
from troth.access.making import access, port

__all__ = ["AccessCopy", "Asked", "PortCopy", "access", "port"]
