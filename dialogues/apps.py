from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"

    def ready(self):
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 -- slow import

        from dialogues import (  # noqa: PLC0415 -- slow import
            custody,
            destruction,
            initiatives,
            retention,
        )
        from trackii.accounts import passwords  # noqa: PLC0415 -- slow import
        from trackii.vault import custody as keeping  # noqa: PLC0415 -- slow import

        keeping.standing.append(custody.is_on)
        passwords.known_of.append(initiatives.words_around)
        retention.ENDINGS["initiative"] = retention.Ending(
            loss=_(
                "Everything is lost: the charter, the people, every room, and what was"
                " released. The states, the dates and the record stay."
            ),
            names=retention.name_of_all,
            due=retention.whole,
            keys=retention.keys_of_all,
            close=destruction.archive,
            since=retention.since_of_all,
        )
