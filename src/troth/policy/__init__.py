"""What the company promises: `policy.yaml` as a value. It is law and knows no table."""

from troth.policy.load import load_policy, parse_policy, policy_of
from troth.policy.schema import policy_schema

__all__ = ["load_policy", "parse_policy", "policy_of", "policy_schema"]
