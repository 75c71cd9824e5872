from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"

    def ready(self):
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 -- slow import

        from dialogues import initiatives, ledger, retention  # noqa: PLC0415 -- slow import
        from dialogues.views.table import TABS, Tab  # noqa: PLC0415 -- slow import
        from participants import (  # noqa: PLC0415 -- slow import
            care,
            erasing,
            extracts,
            folders,
            own_lists,
            people,
            rescreening,
            sheets,
            watchlists,
        )
        from trackii.policy import Action  # noqa: PLC0415 -- slow import

        initiatives.bars_of.append(people.balance)
        people.on_correct.append(folders.correct)
        ledger.subjects_of.append(people.subjects)
        TABS.append(Tab("participants:people", _("People"), Action.READ_PEOPLE))
        TABS.append(Tab("participants:vetting", _("Vetting"), Action.VET))
        watchlists.on_change.append(rescreening.tell)
        TABS.append(Tab("participants:undertakings", _("Undertakings"), Action.INVITE))
        retention.keys_of += [erasing.keys_at, sheets.keys_at, own_lists.keys_at]
        retention.sweeps += [sheets.sweep, extracts.lapse_overdue, care.wipe_shut]
        retention.ENDINGS["person"] = erasing.ENDING
