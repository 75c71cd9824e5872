from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self):
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 -- slow import

        from dialogues import initiatives, team  # noqa: PLC0415 -- slow import
        from dialogues.views.table import TABS, Tab  # noqa: PLC0415 -- slow import
        from participants import people, vetting  # noqa: PLC0415 -- slow import
        from trackii.policy import Action  # noqa: PLC0415 -- slow import
        from workshops import reopening, scheduling, seating  # noqa: PLC0415 -- slow import

        TABS.append(Tab("workshops:workshops", _("Rounds"), Action.VIEW))
        TABS.append(Tab("workshops:letters", _("Letters"), Action.INVITE))
        initiatives.rounds_of.append(scheduling.rounds)
        people.on_correct.append(reopening.correct)
        vetting.on_withdraw.append(seating.give_back)
        team.on_sign.append(reopening.newcomer)
        initiatives.before_concluding.append(scheduling.none_ahead)
