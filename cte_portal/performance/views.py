"""Screens of a year's figures. Groups are edited as every section is."""

from __future__ import annotations

from flask import Blueprint

from ..annual.yearly_forms.views import hang_yearly
from .kind import KIND

bp = Blueprint("performance", __name__)
hang_yearly(bp, KIND)
