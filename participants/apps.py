from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"

    def ready(self):
        _tell()
        _open()
        _keep()


def _tell():
    """What is told of an initiative, a person and a list, and to whom."""
    from dialogues import initiatives, ledger, team  # noqa: PLC0415 -- slow import
    from participants import (  # noqa: PLC0415 -- slow import
        bars,
        folders,
        oneself,
        people,
        rescreening,
        watchlists,
    )

    initiatives.bars_of.append(bars.balance)
    ledger.subjects_of.append(people.subjects)
    people.on_correct += [folders.correct, oneself.correct]
    team.on_sign.append(oneself.join)
    watchlists.on_change.append(rescreening.tell)


def _open():
    """The pages an initiative leads to."""
    from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 -- slow import

    from dialogues.views.table import TABS, Tab  # noqa: PLC0415 -- slow import
    from trackii.policy import Action  # noqa: PLC0415 -- slow import

    TABS.append(Tab("participants:people", _("People"), Action.READ_PEOPLE))
    TABS.append(Tab("participants:vetting", _("Vetting"), Action.VET, "v"))
    TABS.append(Tab("participants:undertakings", _("Undertakings"), Action.INVITE))


def _keep():
    """What dies, when, and who sees to it."""
    from dialogues import retention  # noqa: PLC0415 -- slow import
    from participants import (  # noqa: PLC0415 -- slow import
        erasing,
        own_lists,
        sheets,
    )

    retention.keys_of += [erasing.keys_at, sheets.keys_at, own_lists.keys_at]
    retention.sweeps += erasing.SWEEPS
    retention.ENDINGS["person"] = erasing.ENDING
