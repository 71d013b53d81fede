"""A brake on guessing codes: whoever types wrong ones again and again has to wait. Right codes cost nothing."""

from __future__ import annotations

from ..extensions import limiter

WRONG_CODES = "30 per minute; 300 per day"  # from one address

# for views that answer 404 to a code that is none
slows_guessing = limiter.shared_limit(WRONG_CODES, scope="codes", deduct_when=lambda response: response.status_code == 404)
