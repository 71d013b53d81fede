"""The form of an authority's settings."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Optional, Regexp

from .models import SWITCHES


class SettingsForm(FlaskForm):
    two_people = BooleanField(SWITCHES["two_people"])
    city_first_look = BooleanField(SWITCHES["city_first_look"])
    city_days = StringField("市级初审期限", [Optional(), Regexp(r"([1-9]|[1-5][0-9]|60)\Z", message="市级初审期限应为 1 至 60 的整数（天）")])
