"""The form of an authority's settings."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField

from .models import SWITCHES


class SettingsForm(FlaskForm):
    two_people = BooleanField(SWITCHES["two_people"])
