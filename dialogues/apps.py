from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"

    def ready(self):
        from dialogues import initiatives  # noqa: PLC0415 -- slow import
        from trackii.vault import strength  # noqa: PLC0415 -- slow import

        strength.known_of.append(initiatives.words_around)
