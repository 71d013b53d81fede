"""A closed set says each value's word beside it: what is stored stays a plain text."""

from __future__ import annotations

import json
import pickle

import pytest

from cte_portal.named import Named


class Light(Named):
    RED = "red", "红灯", "red"
    OFF = "off", "不亮"


def test_a_value_has_its_word_and_its_tone() -> None:
    assert (Light.RED.label, Light.RED.tone) == ("红灯", "red")
    assert (Light.OFF.label, Light.OFF.tone) == ("不亮", "neutral")


def test_what_is_stored_is_the_plain_text_and_finds_the_value_again() -> None:
    assert Light("red") is Light.RED and Light.RED == "red" == f"{Light.RED}" and json.dumps([Light.OFF]) == '["off"]'
    assert pickle.loads(pickle.dumps(Light.OFF)) is Light.OFF
    with pytest.raises(ValueError, match="blue"):
        Light("blue")
