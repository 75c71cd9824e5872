from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self):
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 -- slow import

        from dialogues import initiatives, ledger, retention  # noqa: PLC0415 -- slow import
        from dialogues.views.table import TABS, Tab  # noqa: PLC0415 -- slow import
        from participants import care, erasing, merging  # noqa: PLC0415 -- slow import
        from trackii.policy import Action  # noqa: PLC0415 -- slow import
        from workshops import endings, scheduling, undoing  # noqa: PLC0415 -- slow import
        from workshops.models import Seat  # noqa: PLC0415 -- slow import
        from workshops.traces import of_code_name  # noqa: PLC0415 -- slow import

        care.on_wipe.append(undoing.end_naming)
        TABS.append(Tab("workshops:workshops", _("Rounds"), Action.VIEW))
        TABS.append(Tab("workshops:letters", _("Letters"), Action.INVITE))
        initiatives.rounds_of.append(scheduling.rounds)
        ledger.subjects_of.append(of_code_name)
        merging.stands_against.append(Seat.objects.all())
        initiatives.before_concluding.append(scheduling.none_ahead)
        erasing.on_erase.append(endings.forget)
        retention.keys_of.append(endings.keys_at)
        retention.ENDINGS.update(endings.ENDINGS)
        self._tell_rooms_whose_names_they_keep()
        self._give_up_who_leaves()
        self._end_feeds_with_sessions()

    def _tell_rooms_whose_names_they_keep(self):
        from dialogues import team  # noqa: PLC0415 -- slow import
        from participants import people  # noqa: PLC0415 -- slow import
        from workshops import registry, reopening  # noqa: PLC0415 -- slow import

        people.on_nominate.append(registry.recognise)
        people.on_correct.append(reopening.correct)
        team.on_sign.append(reopening.newcomer)

    def _give_up_who_leaves(self):
        from participants import dormancy, leaving, vetting  # noqa: PLC0415 -- slow import
        from workshops import departures  # noqa: PLC0415 -- slow import

        leaving.on_leave.append(departures.release)
        for ended in (vetting.on_withdraw, dormancy.on_rest):
            ended.append(departures.give_back)

    def _end_feeds_with_sessions(self):
        from allauth.account import signals  # noqa: PLC0415 -- slow import

        from trackii.accounts import colleagues  # noqa: PLC0415 -- slow import
        from workshops import feeds  # noqa: PLC0415 -- slow import

        colleagues.on_close.append(feeds.end)
        colleagues.on_show_out.append(feeds.end)
        for signal in (signals.password_changed, signals.password_reset):
            signal.connect(feeds.on_new_password)
