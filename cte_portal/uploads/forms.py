"""Forms of the evidence page."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import MultipleFileField


class FilesForm(FlaskForm):
    files = MultipleFileField("选择文件（可多选）")
