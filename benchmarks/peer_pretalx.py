"""Read by the Python of pretalx's own environment on its standard input, so that nothing beside this file is found there.

Makes one organiser, one administrator and one event with so many submissions, each by one speaker, in an empty, migrated
database. The settings come from PRETALX_CONFIG_FILE.
"""

import datetime
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")
django.setup()

from django.utils.timezone import now  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from pretalx.event.models import Event  # noqa: E402
from pretalx.event.utils import create_organiser_with_team  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.submission.models import Submission, Track  # noqa: E402

EMAIL, PASSWORD = "bench@bench.example", "a long enough pass phrase 7"


def main(count: int) -> None:
    administrator = User.objects.create_superuser(email=EMAIL, password=PASSWORD, name="Bench")
    organiser, team = create_organiser_with_team(name="Bench", slug="benchorg", users=[administrator])
    day = now().date() + datetime.timedelta(days=40)
    with scopes_disabled():
        event = Event.objects.create(
            name="Bench",
            slug="bench",
            organiser=organiser,
            date_from=day,
            date_to=day,
            timezone="Asia/Shanghai",
            email="bench@bench.example",
            locale_array="en",
            locale="en",
        )
    with scope(event=event):
        event.build_initial_data()
        team.limit_events.add(event)
        tracks = [Track.objects.create(event=event, name=f"Track {n}", color="#336699") for n in range(5)]
        kind = event.submission_types.first()
        speakers = User.objects.bulk_create([User(email=f"s{n}@bench.example", name=f"Speaker {n}", code=f"SP{n:06d}") for n in range(count)])
        SpeakerProfile.objects.bulk_create([SpeakerProfile(user=one, event=event, biography="") for one in speakers])
        submissions = Submission.objects.bulk_create(
            [
                Submission(
                    event=event, code=f"SU{n:06d}", title=f"Submission number {n}", submission_type=kind, track=tracks[n % 5], abstract="Abstract"
                )
                for n in range(count)
            ]
        )
        through = Submission.speakers.through
        through.objects.bulk_create([through(submission_id=one.pk, user_id=who.pk) for one, who in zip(submissions, speakers, strict=True)])


main(int(sys.argv[1]))
