"""What people are told where data is collected: by form and case, from the policy that refuses the rest."""

from troth.collecting.notice import CollectionNotice
from troth.collecting.telling import collection_notice

__all__ = ["CollectionNotice", "collection_notice"]
